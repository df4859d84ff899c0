import { challengeText, serverText, standard, type Vendor } from './vendor.ts';

export const nexus: Vendor = {
  answers: (headers) =>
    serverText(headers).startsWith('nexus/') ||
    challengeText(headers).includes('realm="sonatype nexus repository'),
  dialect: {
    ...standard,
    name: 'nexus',
    quirks: ['Q4', 'Q17'],
    // "Disable redeploy" answers a manifest with the code of a blob, and its reason in the detail.
    isImmutableRefusal: ({ status, codes, message }) =>
      (status === 400 || status === 409) &&
      (codes.includes('BLOB_UPLOAD_INVALID') || /does not allow updating|redeploy/i.test(message)),
    hint(status, codes) {
      if (status === 401 || status === 403) {
        return 'Give the user the privileges of the Docker repository; for tokens activate the "Docker Bearer Token Realm".';
      }
      if (status === 404 || status === 405)
        return 'Nexus serves a Docker repository on its own port or subdomain: check the host.';
      return standard.hint(status, codes);
    },
  },
};
