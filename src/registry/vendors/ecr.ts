import { standard, type Vendor } from './vendor.ts';

const MiB = 1024 * 1024;

export const ecr: Vendor = {
  hosts:
    /^[0-9]{12}\.(?:dkr\.ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.amazonaws\.com(?:\.cn)?|dkr-ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.on\.aws)$/,
  dialect: {
    ...standard,
    name: 'ecr',
    quirks: ['Q3', 'Q4', 'Q8', 'Q9'],
    // Its chunked upload has lost all but the first chunk (containers-roadmap#2831): last.
    uploads: ['put', 'patch', 'chunks'],
    chunkSize: 10 * MiB,
    // The account's token is Basic; asking first would only cost a request.
    firstRequest: 'basic',
    rangeIsTrue: false,
    isImmutableRefusal: ({ status, codes, message }) =>
      (status === 400 || status === 409) &&
      (codes.some((code) => code === 'TAG_INVALID' || code === 'ImageTagAlreadyExistsException') ||
        /immutab/i.test(message)),
    hint(status, codes) {
      if (status === 404 && codes.includes('NAME_UNKNOWN')) {
        return 'ECR does not create repositories by itself: aws ecr create-repository --repository-name NAME.';
      }
      if (status === 401 || status === 403) {
        return 'Log in with amazon-ecr-login in this job (its token lives 12 hours), and check the IAM policy of the role.';
      }
      return standard.hint(status, codes);
    },
  },
};
