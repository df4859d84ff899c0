/** Lets the callers of one process work on a folder one after the other, in the order they came. */
export interface Turns {
  take<T>(folder: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody works. */
  idle(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();

  async function take<T>(folder: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(folder) ?? Promise.resolve();
    const mine = before.then(work);
    const ended = mine.catch(() => undefined);
    last.set(folder, ended);
    try {
      return await mine;
    } finally {
      if (last.get(folder) === ended) last.delete(folder);
    }
  }

  return {
    take,
    idle: async () => {
      await Promise.all(last.values());
    },
  };
}
