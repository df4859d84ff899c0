import type { HttpHeaders } from '../http/http.ts';
import type { Host } from '../image/reference.ts';
import { acr } from './vendors/acr.ts';
import { artifactory } from './vendors/artifactory.ts';
import { distribution } from './vendors/distribution.ts';
import { dockerHub } from './vendors/docker-hub.ts';
import { ecr } from './vendors/ecr.ts';
import { gar } from './vendors/gar.ts';
import { ghcr } from './vendors/ghcr.ts';
import { gitlab } from './vendors/gitlab.ts';
import { harbor } from './vendors/harbor.ts';
import { nexus } from './vendors/nexus.ts';
import { quay } from './vendors/quay.ts';
import { isHostOf, standard, type Dialect, type Vendor } from './vendors/vendor.ts';
import { zot } from './vendors/zot.ts';

export type { Dialect, Refusal, UploadWay } from './vendors/vendor.ts';

/** One row a vendor. Those whose answers look like another's stand after it. */
export const vendors: readonly Vendor[] = [
  dockerHub,
  ghcr,
  ecr,
  gar,
  acr,
  quay,
  gitlab,
  harbor,
  artifactory,
  nexus,
  zot,
  distribution,
];

/** How a host talks, as far as its name tells (A11). */
export function dialectOf(host: Host): Dialect {
  return vendors.find((vendor) => isHostOf(vendor, host))?.dialect ?? standard;
}

/**
 * The same after an answer: self-hosted registries show what they are. What a name or an earlier answer told stays, so
 * that a host cannot talk itself into another dialect in the middle of a run.
 */
export function refineDialect(dialect: Dialect, headers: HttpHeaders): Dialect {
  if (dialect !== standard) return dialect;
  return vendors.find((vendor) => vendor.answers?.(headers) === true)?.dialect ?? dialect;
}
