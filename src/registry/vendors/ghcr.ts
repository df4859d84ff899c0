import { standard, type Vendor } from './vendor.ts';

const minute = 60_000;

export const ghcr: Vendor = {
  hosts: /^ghcr\.io$/,
  dialect: {
    ...standard,
    name: 'ghcr',
    quirks: ['Q1', 'Q7', 'Q12', 'Q22'],
    // Requests with Content-Range may hold 4 MiB; streams and single PUTs may hold everything (Q7).
    chunkSize: 3.5 * 1024 * 1024,
    uploadLimit: 10 * minute,
    hint(status, codes) {
      if (status === 403 || codes.includes('DENIED')) {
        return 'Give the job "packages: write", and the repository write access in the package\'s settings under "Manage Actions access".';
      }
      if (status === 401)
        return 'Log in to ghcr.io before, or give github-token "packages: read" (to write: "packages: write").';
      return standard.hint(status, codes);
    },
  },
};
