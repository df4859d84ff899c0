import type { TokenAnswer } from './schema.ts';

type Held = {
  readonly header: string;
  /** On the monotonic clock, in milliseconds: the wall clock may be wrong by hours (F59). */
  readonly at: number;
  readonly renewAt: number;
  /** It replaced one that the registry had refused. */
  readonly replacement: boolean;
};

/**
 * A replacement that is refused as well within this time is refused for good (F38). Later, it has run out: where the clocks
 * of token server and registry differ, a token lives for less than it says.
 */
const verdictTime = 10_000;
/** Requests that went out before a renewal come back refused for a while. */
const crossing = 10_000;

/** Access tokens of a run: renewed before they expire (N34), fetched once however many requests wait (P53, F39a). */
export class TokenCache {
  readonly #ticks: () => number;
  readonly #held = new Map<string, Held>();
  readonly #pending = new Map<string, Promise<string>>();
  readonly #refused = new Set<string>();

  constructor(ticks: () => number) {
    this.#ticks = ticks;
  }

  /** The `Authorization` header of a token that lives; undefined where there is none. */
  header(key: string): string | undefined {
    const held = this.#held.get(key);
    return held !== undefined && this.#ticks() < held.renewAt ? held.header : undefined;
  }

  /** The same, fetched where there is none. A failure is shared by those who wait and kept for nobody else. */
  obtain(key: string, fetch: () => Promise<TokenAnswer>): Promise<string> {
    const header = this.header(key);
    if (header !== undefined) return Promise.resolve(header);
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const fetching = this.#fetch(key, fetch).finally(() => this.#pending.delete(key));
    this.#pending.set(key, fetching);
    return fetching;
  }

  /**
   * The registry refused a request that carried `sent` (undefined: not known). Drops the token where it is that one, and
   * tells whether another try may help.
   */
  refuse(key: string, sent: string | undefined): boolean {
    const held = this.#held.get(key);
    if (held === undefined || (sent !== undefined && held.header !== sent)) return true;
    const age = this.#ticks() - held.at;
    if (sent === undefined && age < crossing) return true;
    if (held.replacement && age < verdictTime) return false;
    this.#held.delete(key);
    this.#refused.add(key);
    return true;
  }

  async #fetch(key: string, fetch: () => Promise<TokenAnswer>): Promise<string> {
    const { token, expiresIn } = await fetch();
    const at = this.#ticks();
    const header = `Bearer ${token}`;
    const renewAt = at + (expiresIn - Math.min(30, expiresIn * 0.1)) * 1_000;
    this.#held.set(key, { header, at, renewAt, replacement: this.#refused.delete(key) });
    return header;
  }
}
