import { HoistError } from '../errors.ts';
import { isLayout, type Repository } from '../image/reference.ts';

/** Of an image that is not at its source. */
export function imageNotFound(reference: string, repository?: Repository): HoistError {
  return new HoistError('config', 'IMAGE_NOT_FOUND', `there is no ${reference}`, {
    hint:
      repository !== undefined && isLayout(repository)
        ? 'Look for a typing error; a relative path starts at the folder where Hoist runs.'
        : 'Look for a typing error; some registries also answer "not found" for what the credentials may not see.',
  });
}
