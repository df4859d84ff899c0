import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Header lines as they came, for those that came several times. */
  readonly lines: readonly string[];
  readonly body: Buffer;
};

export type Ask = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly ca?: string;
  readonly agent?: Agent;
};

/** One exchange on bare Node: no redirects, no retries, no headers of its own. Rejects when the connection breaks. */
export function ask(method: string, url: string, options: Ask = {}): Promise<Reply> {
  const { headers = {}, body, ca, agent } = options;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const make = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = make(url, { method, headers: { ...length, ...headers }, ca, agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => {
        const raw = response.rawHeaders;
        const lines = raw.flatMap((name, index) =>
          index % 2 === 0 ? [`${name}: ${raw[index + 1] ?? ''}`] : [],
        );
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          lines,
          body: Buffer.concat(pieces),
        });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** The `code` of the first error in a registry's answer. */
export function errorCode({ body }: Reply): string | undefined {
  const { errors } = JSON.parse(body.toString()) as { errors?: readonly { code?: string }[] };
  return errors?.[0]?.code;
}
