/** Lets the callers of one process work on the same thing one after the other, in the order they came. */
export interface Turns {
  /** Runs `work` when all that came before for `key` has ended, well or not. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody works. */
  idle(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();

  async function take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const ended = mine.catch(() => undefined);
    last.set(key, ended);
    try {
      return await mine;
    } finally {
      if (last.get(key) === ended) last.delete(key);
    }
  }

  return {
    take,
    idle: async () => {
      await Promise.all(last.values());
    },
  };
}
