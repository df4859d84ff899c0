import { standard, type Vendor } from './vendor.ts';

/** Google Artifact Registry, and Container Registry's names that it serves. */
export const gar: Vendor = {
  hosts: /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/,
  dialect: {
    ...standard,
    name: 'gar',
    quirks: ['Q4', 'Q10'],
    // A project's quota, shared by everything that runs in it.
    requestsPerSecond: 50,
    isImmutableRefusal: ({ status, codes, message }) =>
      (status === 400 || status === 409) &&
      (codes.includes('FAILED_PRECONDITION') || /immutab/i.test(message)),
    hint(status, codes) {
      if (codes.includes('FAILED_PRECONDITION')) {
        return 'The repository has immutable tags. That blocks the tag that lists signatures and SBOMs, too.';
      }
      if (status === 404 && codes.includes('NAME_UNKNOWN')) {
        return 'Create the repository first: gcloud artifacts repositories create NAME --repository-format=docker.';
      }
      if (status === 401 || status === 403) {
        return 'Log in to the host before (gcloud auth configure-docker HOST), and give the account artifactregistry.writer.';
      }
      return standard.hint(status, codes);
    },
  },
};
