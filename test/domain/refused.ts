import { HoistError } from '../../src/errors.ts';

/** The error that `run` throws, for looking at its code and hint. Fails where there is none or another. */
export function refused(run: () => unknown): HoistError {
  try {
    run();
  } catch (error) {
    if (error instanceof HoistError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
