import type { Transport } from '../../src/http/transport.ts';
import type { RawServer } from './raw-server.ts';

export function ok(body = 'hello', headers = ''): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
}

export function get(transport: Transport, { url }: RawServer, signal?: AbortSignal): Promise<unknown> {
  return transport.exchange({ method: 'GET', url, maxBytes: 1_000, signal });
}

export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing',
    (error: unknown) => (error as { code?: unknown }).code ?? (error as Error).message,
  );
}
