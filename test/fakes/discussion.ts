import type { Discussion, PullPlace } from '../../src/ports/discussion.ts';

export type FakeDiscussion = Discussion & {
  /** By pull request: every body that our comment there had, the newest last. */
  readonly bodies: Map<number, string[]>;
};

/** Pull requests in memory: by commit, and by number. `error` is what every question comes to. */
export function fakeDiscussion(
  pulls: Readonly<Record<string, readonly PullPlace[]>>,
  error?: Error,
): FakeDiscussion {
  const bodies = new Map<number, string[]>();
  const answer = async <Value>(value: () => Value): Promise<Value> => {
    if (error !== undefined) throw error;
    return value();
  };
  return {
    bodies,
    pullsOf: (commit) => answer(() => pulls[commit] ?? []),
    pull: (number) =>
      answer(() =>
        Object.values(pulls)
          .flat()
          .find((one) => one.number === number),
      ),
    said: (pull) => answer(() => bodies.get(pull)?.at(-1)),
    comment: (pull, { body }) =>
      answer(() => {
        bodies.set(pull, [...(bodies.get(pull) ?? []), body]);
        return `https://github.com/acme/web/pull/${pull}#issuecomment-1`;
      }),
  };
}
