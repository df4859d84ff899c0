import { request as plain, type IncomingHttpHeaders } from 'node:http';
import { request as secure } from 'node:https';
import type { Readable } from 'node:stream';
import { benchAgent } from './access-log.ts';

export type Question = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | Readable;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca?: string | undefined;
  /** The status that it has to be answered with; any other rejects. */
  readonly status: number;
};

export type Answer = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** One request of the bench's own, with Node's client and nothing of the code that is measured. */
export function ask(url: URL, { method = 'GET', headers, body, ca, status }: Question): Promise<Answer> {
  const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
  const send = url.protocol === 'https:' ? secure : plain;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method,
      agent: false,
      timeout: 30_000,
      headers: { 'user-agent': benchAgent, ...length, ...headers },
      ...(ca === undefined ? {} : { ca }),
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', (error) => reject(new Error(`${method} ${url.href}`, { cause: error })));
    request.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const answer = { headers: response.headers, body: Buffer.concat(parts) };
        if (response.statusCode === status) resolve(answer);
        else reject(new Error(`${method} ${url.href}: ${response.statusCode} ${answer.body.toString()}`));
      });
    });
    if (body === undefined || body instanceof Uint8Array) request.end(body);
    else {
      body.once('error', (error) => request.destroy(error));
      body.pipe(request);
    }
  });
}
