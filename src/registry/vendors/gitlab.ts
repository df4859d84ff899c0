import { challengeText, standard, type Vendor } from './vendor.ts';

export const gitlab: Vendor = {
  hosts: /^registry\.gitlab\.com$/,
  answers: (headers) =>
    headers['gitlab-container-registry-version'] !== undefined ||
    (challengeText(headers).includes('/jwt/auth"') &&
      challengeText(headers).includes('service="container_registry"')),
  dialect: {
    ...standard,
    name: 'gitlab',
    quirks: ['Q14'],
    hint(status, codes) {
      if (status === 401 || status === 403) {
        return "Use a deploy token or an access token with read_registry (to write: write_registry), and check the project's path.";
      }
      return standard.hint(status, codes);
    },
  },
};
