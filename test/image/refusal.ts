import { HoistError } from '../../src/errors.ts';

/** What `run` gives, or undefined where it refuses with a HoistError. Anything else that it throws fails the test. */
export function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof HoistError) return undefined;
    throw error;
  }
}
