import type { Task } from './share.ts';

/** Blobs that are looked at at once; how many move at once is the registry port's `reserve`. */
const atOnce = 64;

/** The longest transfer first, so that it does not stand alone at the end; equal sizes keep their order. */
export function biggestFirst(tasks: readonly Task[]): readonly Task[] {
  return [...tasks].sort((a, b) => b.blob.size - a.blob.size);
}

/** Works through a list, so many at once, in order. An error stops what has not begun and is thrown at the end. */
export async function runAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (failed === undefined) {
      const item = items[next];
      next += 1;
      if (item === undefined) return;
      try {
        await work(item);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failed !== undefined) throw failed.error;
}
