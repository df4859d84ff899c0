// What the toolkit's packages import as `undici` in the bundle. They use it to go through a proxy; where there is none,
// Node's own fetch does the same without loading an HTTP client of 400 KB before the first request.
import type { ProxyAgent as UndiciProxyAgent, RequestInit as UndiciOptions } from 'undici';

type Options = ConstructorParameters<typeof UndiciProxyAgent>[0];

/** Keeps what the toolkit asks of a proxy until a request goes through it. */
export class ProxyAgent {
  readonly #options: Options;
  #agent: Promise<UndiciProxyAgent> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  agent(): Promise<UndiciProxyAgent> {
    this.#agent ??= import('undici').then((undici) => new undici.ProxyAgent(this.#options));
    return this.#agent;
  }
}

export type FetchOptions = RequestInit & { readonly dispatcher?: ProxyAgent | undefined };

export async function fetch(url: string, { dispatcher, ...init }: FetchOptions = {}): Promise<unknown> {
  if (dispatcher === undefined) return await globalThis.fetch(url, init);
  const [undici, agent] = await Promise.all([import('undici'), dispatcher.agent()]);
  return await undici.fetch(url, { ...(init as UndiciOptions), dispatcher: agent });
}
