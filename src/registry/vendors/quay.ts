import { challengeText, standard, type Vendor } from './vendor.ts';

export const quay: Vendor = {
  hosts: /^quay\.io$/,
  answers: (headers) => /realm="https?:\/\/[^"/]+\/v2\/auth"/.test(challengeText(headers)),
  dialect: {
    ...standard,
    name: 'quay',
    quirks: ['Q9', 'Q13'],
    // Two tags of one repository at once: one of them is refused as MANIFEST_INVALID.
    serialManifestPuts: true,
    isCrossedPush: ({ status, codes }) => status === 400 && codes.includes('MANIFEST_INVALID'),
    hint(status, codes) {
      if (codes.includes('MANIFEST_INVALID')) {
        return 'Quay takes artifacts of listed media types only: see FEATURE_GENERAL_OCI_SUPPORT and ALLOWED_OCI_ARTIFACT_TYPES.';
      }
      if (status === 401 || status === 403) {
        return 'Quay says so for repositories that do not exist, too. Check the name, and that the robot account may read or write it.';
      }
      return standard.hint(status, codes);
    },
  },
};
