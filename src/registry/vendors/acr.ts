import { standard, type Vendor } from './vendor.ts';

export const acr: Vendor = {
  hosts: /^[a-z0-9]{5,50}(?:-[a-z0-9]+)?\.azurecr\.(?:io|cn|us)$/,
  dialect: {
    ...standard,
    name: 'acr',
    quirks: ['Q1', 'Q11'],
    // A single PUT of more than about 20 MB is refused or cut off (Q1).
    uploads: ['patch', 'chunks', 'put'],
    chunkSize: 4 * 1024 * 1024,
    // Locks instead of immutable tags (Q11).
    isImmutableRefusal: ({ status, message }) =>
      status === 405 || (status === 403 && /lock|disallowed/i.test(message)),
    hint(status, codes) {
      if (status === 405)
        return 'The image or repository is locked: az acr repository update --write-enabled true.';
      if (status === 401 || status === 403)
        return 'Log in with az acr login, and give the identity the role AcrPush (to read: AcrPull).';
      return standard.hint(status, codes);
    },
  },
};
