import { challengeText, standard, type Vendor } from './vendor.ts';

export const zot: Vendor = {
  hosts: /^zothub\.io$/,
  // Nothing else tells it from others; hosts that ask for no login are treated as unknown.
  answers: (headers) => /^(?:basic|bearer) realm="?zot"?(?:,|$)/.test(challengeText(headers)),
  dialect: {
    ...standard,
    name: 'zot',
    quirks: ['Q18', 'P32'],
    // Answers 201 to a mount of any blob it has, whoever may read it: no proof of access (CVE-2024-39897).
    selfMountTellsAbsence: true,
    mountable: true,
  },
};
