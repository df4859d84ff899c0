import { challengeText, standard, type Vendor } from './vendor.ts';

export const harbor: Vendor = {
  answers: (headers) => challengeText(headers).includes('service="harbor-registry"'),
  dialect: {
    ...standard,
    name: 'harbor',
    quirks: ['Q4', 'Q15', 'Q22'],
    // 412 is also what a policy of the project answers to a pull: the code tells (PROJECTPOLICYVIOLATION).
    isImmutableRefusal: ({ status, codes }) => status === 412 && codes.includes('PRECONDITION'),
    hint(status, codes) {
      if (codes.includes('PROJECTPOLICYVIOLATION')) {
        return 'A policy of the Harbor project (vulnerabilities, signatures) does not let this image be pulled.';
      }
      if (status === 412) return 'A tag immutability rule of the Harbor project protects this tag.';
      if (status === 403 && codes.includes('DENIED'))
        return "Check the project's quota; a proxy-cache project takes no pushes.";
      if (status === 401 || status === 403 || status === 404) {
        return 'The Harbor project must exist and the account be its member. Names of robot accounts hold "$": quote them in a shell.';
      }
      return standard.hint(status, codes);
    },
  },
};
