/** Slots by host, taken for several hosts in one step: one at a time would deadlock where a host is both ends of a copy. */
export class Slots {
  readonly #limit: number;
  readonly #taken = new Map<string, number>();
  readonly #waiting: (() => boolean)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Slots that are taken now, over all hosts. */
  get taken(): number {
    return [...this.#taken.values()].reduce((sum, count) => sum + count, 0);
  }

  take(hosts: ReadonlySet<string>, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const attempt = (): boolean => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return true;
        }
        if ([...hosts].some((host) => this.#count(host) >= this.#limit)) return false;
        for (const host of hosts) this.#taken.set(host, this.#count(host) + 1);
        resolve(this.#giveBack(hosts));
        return true;
      };
      if (attempt()) return;
      this.#waiting.push(attempt);
      signal?.addEventListener('abort', () => this.#wake(), { once: true });
    });
  }

  #giveBack(hosts: ReadonlySet<string>): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      for (const host of hosts) this.#taken.set(host, this.#count(host) - 1);
      this.#wake();
    };
  }

  #wake(): void {
    const left = this.#waiting.splice(0).filter((attempt) => !attempt());
    this.#waiting.unshift(...left);
  }

  #count(host: string): number {
    return this.#taken.get(host) ?? 0;
  }
}
