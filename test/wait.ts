/** Waits for something that happens elsewhere; the test's time-out is the limit. */
export async function eventually(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Lets whatever can happen by now happen: so many turns of the event loop, whatever time they take. */
export async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await new Promise((resolve) => setImmediate(resolve));
}
