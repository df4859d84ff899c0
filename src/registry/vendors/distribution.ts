import { standard, type Vendor } from './vendor.ts';

/** The reference implementation, versions 2 and 3, when nothing stands in front of it. */
export const distribution: Vendor = {
  answers: (headers) =>
    headers['docker-distribution-api-version'] === 'registry/2.0' &&
    headers['x-content-type-options'] === 'nosniff' &&
    headers['server'] === undefined &&
    headers['www-authenticate'] === undefined,
  dialect: {
    ...standard,
    name: 'distribution',
    quirks: ['Q3', 'Q20'],
    selfMountTellsAbsence: true,
    mountable: true,
    hint(status, codes) {
      if (status === 405)
        return 'This registry is read-only (storage.maintenance.readonly), or a pull-through cache.';
      return standard.hint(status, codes);
    },
  },
};
