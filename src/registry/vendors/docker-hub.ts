import { headerOf } from '../../http/http.ts';
import { standard, type Vendor } from './vendor.ts';

export const dockerHub: Vendor = {
  hosts: /^docker\.io$/,
  dialect: {
    ...standard,
    name: 'docker-hub',
    quirks: ['Q3', 'Q4', 'Q5', 'Q6', 'Q22'],
    // A slow large PUT has ended in 504 (Q1), so one stream that the Docker client sends too.
    uploads: ['patch', 'put', 'chunks'],
    referrers: 'detect',
    headIsFree: true,
    // The code is DENIED, as for a missing right: only the text tells (Q4).
    isImmutableRefusal: ({ status, message }) => status === 403 && /immutab/i.test(message),
    // `100;w=21600`: a number and its window in seconds; both have changed often.
    pullsLeft(headers) {
      const left = /^([0-9]{1,9})(?:;|$)/.exec(headerOf(headers, 'ratelimit-remaining') ?? '')?.[1];
      return left === undefined ? undefined : Number(left);
    },
    hint(status, codes) {
      if (status === 429)
        return 'Docker Hub limits pulls: log in with docker login, or run again when its window is over.';
      if (status === 401 || status === 403 || codes.includes('DENIED')) {
        return 'Docker Hub says so for repositories that do not exist, too. Check the name, and that the token may read or write it.';
      }
      return standard.hint(status, codes);
    },
  },
};
