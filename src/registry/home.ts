import { userInfo } from 'node:os';
import { posix, win32 } from 'node:path';

export type Machine = {
  readonly platform: NodeJS.Platform;
  /** What the system knows of the user; throws for a user id without a name. */
  readonly homeOfUser: () => string;
};

const thisMachine: Machine = { platform: process.platform, homeOfUser: () => userInfo().homedir };

/**
 * Where `docker login` put its folder: on Windows `USERPROFILE`, whatever a shell there calls `HOME`; elsewhere `HOME`, and
 * what the system knows of the user where it is not set, as for services. A relative one would be in the folder that one
 * is in, which may be anybody's checkout (A29): it counts as none.
 */
export function homeOf(
  { HOME = '', USERPROFILE = '' }: Readonly<Record<string, string | undefined>>,
  { platform, homeOfUser }: Machine = thisMachine,
): string {
  const isWindows = platform === 'win32';
  const path = isWindows ? win32 : posix;
  const named = isWindows ? [USERPROFILE, HOME] : [HOME, USERPROFILE];
  return [...named, known(homeOfUser)].find((home) => path.isAbsolute(home)) ?? path.sep;
}

/** A container may run under a user id that has no name; asking for it throws. */
function known(homeOfUser: () => string): string {
  try {
    return homeOfUser();
  } catch {
    return '';
  }
}
