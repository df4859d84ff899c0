/**
 * What an iterable gives, read once however often it is asked for, and no further than anybody went. An error is given to
 * whoever comes that far.
 */
export function remembered<T>(open: () => Promise<AsyncIterable<T>>): () => AsyncIterable<T> {
  const read: T[] = [];
  let iterator: Promise<AsyncIterator<T>> | undefined;
  let reading: Promise<boolean> | undefined;

  async function readNext(): Promise<boolean> {
    iterator ??= open().then((all) => all[Symbol.asyncIterator]());
    const next = await (await iterator).next();
    if (next.done === true) return false;
    read.push(next.value);
    reading = undefined;
    return true;
  }

  return async function* () {
    for (let at = 0; ; at += 1) {
      if (at === read.length && !(await (reading ??= readNext()))) return;
      const item = read[at];
      if (item !== undefined) yield item;
    }
  };
}
