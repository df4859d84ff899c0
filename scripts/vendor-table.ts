// The table of vendors in docs/registries.md, from what the client knows of them.
import { vendors, type Dialect } from '../src/registry/dialect.ts';
import { standard } from '../src/registry/vendors/vendor.ts';
import { markdownTable, withSection } from './marked-section.ts';

/** What people call the vendors, by the names of their dialects. */
const names: Readonly<Record<string, string>> = {
  'docker-hub': 'Docker Hub',
  ghcr: 'GitHub Container Registry',
  ecr: 'Amazon ECR',
  gar: 'Google Artifact Registry, Container Registry',
  acr: 'Azure Container Registry',
  quay: 'Quay',
  gitlab: 'GitLab',
  harbor: 'Harbor',
  artifactory: 'JFrog Artifactory',
  nexus: 'Sonatype Nexus',
  zot: 'zot',
  distribution: 'distribution',
};

/** The page with its table of vendors. Throws for a vendor without a name here, and where the markers are not there. */
export function vendorTable(page: string): string {
  const rows = vendors.map(({ dialect, hosts, answers }) => [
    nameOf(dialect),
    [...(hosts === undefined ? [] : ['host']), ...(answers === undefined ? [] : ['answers'])].join(', '),
    dialect.uploads.map((way) => `\`${way}\``).join(', '),
    notesOf(dialect).join('; '),
  ]);
  const rest = ['any other', '', standard.uploads.map((way) => `\`${way}\``).join(', '), ''];
  return withSection(
    page,
    'vendors',
    markdownTable(['Registry', 'Known by', 'Uploads', 'Besides'], [...rows, rest]),
  );
}

function nameOf({ name }: Dialect): string {
  const found = names[name];
  if (found === undefined) throw new Error(`scripts/vendor-table.ts has no name for ${name}`);
  return found;
}

function notesOf(dialect: Dialect): readonly string[] {
  const { requestsPerSecond, uploadLimit } = dialect;
  return [
    ...(dialect.chunkSize === standard.chunkSize ? [] : [`chunks of ${dialect.chunkSize / 1024 ** 2} MiB`]),
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} requests per second`]),
    ...(uploadLimit === undefined ? [] : [`an upload may take ${uploadLimit / 60_000} minutes`]),
    ...(dialect.serialManifestPuts ? ['manifests of a repository one after the other'] : []),
    ...(dialect.firstRequest === 'basic' ? ['credentials with the first request'] : []),
    ...(dialect.headIsFree ? ['`HEAD` is not counted as a pull'] : []),
    ...(dialect.selfMountTellsAbsence ? ['one request tells whether a blob is there'] : []),
  ];
}
