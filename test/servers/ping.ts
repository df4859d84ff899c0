import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

export type Answer = {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly body: string;
};

export type PingOptions = {
  readonly authorization?: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca?: string;
};

/** GET of a URL with Node's own client, so that a server can be looked at without the code under test. */
export function ping(url: string, { authorization, ca }: PingOptions = {}): Promise<Answer> {
  const headers = authorization === undefined ? {} : { authorization };
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secure : plain;
    const request = send(url, {
      headers,
      agent: false,
      timeout: 10_000,
      ...(ca === undefined ? {} : { ca }),
    });
    request.once('timeout', () => request.destroy(new Error(`no answer from ${url}`)));
    request.once('error', reject);
    request.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const challenge = response.headers['www-authenticate'];
        resolve({ status: response.statusCode ?? 0, challenge, body: Buffer.concat(parts).toString() });
      });
    });
    request.end();
  });
}
