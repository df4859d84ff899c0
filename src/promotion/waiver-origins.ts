import type { Waiver, WaiverOrigin } from '../domain/waiver.ts';
import { HoistError } from '../errors.ts';
import type { Forge } from '../ports/forge.ts';

/** Where the config lies that decides. */
type Where = { readonly repository: string | undefined; readonly commit: string | undefined };

/**
 * Who wrote each waiver as it is now, and who approved that (contract §8). Every commit that one of its lines comes from
 * counts: a date that was pushed without a review makes an approved waiver an unapproved one. What cannot be found out is
 * left out, and where a review is required such a waiver does not count.
 */
export async function originsOf(
  forge: Forge | undefined,
  { repository, commit }: Where,
  waivers: readonly Waiver[],
): Promise<ReadonlyMap<string, WaiverOrigin>> {
  const origins = new Map<string, WaiverOrigin>();
  if (forge === undefined || repository === undefined || commit === undefined) return origins;
  await Promise.all(
    waivers.map(async (waiver) => {
      try {
        const origin = await originOf(forge, { repository, commit }, waiver);
        if (origin !== undefined) origins.set(waiver.id, origin);
      } catch (error) {
        if (!(error instanceof HoistError)) throw error;
      }
    }),
  );
  return origins;
}

async function originOf(
  forge: Forge,
  { repository, commit }: { readonly repository: string; readonly commit: string },
  { position, lastLine = position.line }: Waiver,
): Promise<WaiverOrigin | undefined> {
  const lines = Array.from({ length: lastLine - position.line + 1 }, (_, at) => position.line + at);
  const written = await Promise.all(lines.map((line) => forge.blame(position.file, commit, line)));
  if (written.some((line) => line === undefined)) return undefined;
  const commits = new Map(written.flatMap((line) => (line === undefined ? [] : [[line.commit, line]])));
  const origins = await Promise.all(
    [...commits.values()].map(async (line): Promise<WaiverOrigin> => {
      const pull = await forge.pullOf({ repository, commit: line.commit });
      const author = line.author ?? pull?.author;
      return {
        commit: line.commit,
        ...(author === undefined ? {} : { author }),
        approvers: (pull?.approvers ?? []).filter((approver) => approver !== author),
      };
    }),
  );
  // The one that nobody approved decides.
  return origins.find(({ approvers }) => approvers.length === 0) ?? origins[0];
}
