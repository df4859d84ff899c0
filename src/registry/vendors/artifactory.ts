import { serverText, standard, type Vendor } from './vendor.ts';

export const artifactory: Vendor = {
  hosts: /^[a-z0-9][a-z0-9-]*\.jfrog\.io$/,
  answers: (headers) =>
    headers['x-artifactory-id'] !== undefined ||
    headers['x-jfrog-version'] !== undefined ||
    serverText(headers).startsWith('artifactory/'),
  dialect: {
    ...standard,
    name: 'artifactory',
    quirks: ['Q1', 'Q4', 'Q16'],
    // It has refused anything but PATCH (Q1).
    uploads: ['patch', 'put', 'chunks'],
    // "Block pushing existing tags" answers with either.
    isImmutableRefusal: ({ status, codes, message }) =>
      status === 409 ||
      (status === 403 &&
        (codes.includes('TAG_INVALID') || /exist|overwrit|re-?deploy|immutab/i.test(message))),
    hint(status, codes) {
      if (status === 404)
        return 'The first component of the path is the Artifactory repository: create it, or correct the name.';
      if (status === 401 || status === 403)
        return 'Use an identity token whose permissions include Deploy (and Delete, to move tags).';
      return standard.hint(status, codes);
    },
  },
};
