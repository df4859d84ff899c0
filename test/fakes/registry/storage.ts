import { randomUUID } from 'node:crypto';
import { problem, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { pullBlob } from './pull.ts';

/** What is kept at another origin than the registry's, as cloud registries do. */
export type StorageOptions = {
  /** GETs and HEADs of blobs are redirected there, by URLs that are good for their method only (P45). */
  readonly blobs?: boolean;
  /** Upload sessions are there (A7). */
  readonly uploads?: boolean;
  /** Of the redirect; default 307. */
  readonly status?: 301 | 302 | 303 | 307 | 308;
  /** No TLS there although the registry has it (A9). */
  readonly plain?: boolean;
};

/** The blobs' other origin. */
export class Storage {
  readonly #signed = new Map<string, string>();
  readonly #status: number;
  origin = '';

  constructor(options: StorageOptions) {
    this.#status = options.status ?? 307;
  }

  redirect({ seen }: Exchange): Answer {
    const signature = randomUUID();
    this.#signed.set(signature, `${seen.method} ${seen.path}`);
    return {
      status: this.#status,
      headers: { location: `${this.origin}${seen.path}?signature=${signature}` },
    };
  }

  /** Every URL that was given out is refused from here on (F19). */
  expire(): void {
    this.#signed.clear();
  }

  /** S3's ways: a header with credentials beside a signature is an error (Q9), another method is forbidden. */
  answer(exchange: Exchange, repository: string, digest: string): Answer {
    const { seen, request } = exchange;
    if (request.headers.authorization !== undefined) {
      return problem(400, 'DENIED', 'only one authentication mechanism is allowed');
    }
    const signed = this.#signed.get(seen.query.get('signature') ?? '');
    if (signed !== `${seen.method} ${seen.path}`)
      return problem(403, 'DENIED', 'the signature does not fit, or expired');
    return pullBlob(exchange, repository, digest, true);
  }
}
