import { X509Certificate } from 'node:crypto';
import type { RegistrySettings } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import { parseHost, type Host } from '../image/reference.ts';
import { fileOf, type NamedFiles, type WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import type { Path } from './yaml.ts';

const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

export function resolveRegistries(
  written: WrittenConfig,
  { files, problems }: { readonly files: NamedFiles; readonly problems: Problems },
): ReadonlyMap<Host, RegistrySettings> {
  const settings = new Map<Host, RegistrySettings>();
  for (const [name, registry] of Object.entries(written.registries)) {
    const path: Path = ['registries', name];
    const host = problems.attempt(path, () => parseHost(name));
    if (host === undefined) continue;
    if (settings.has(host)) {
      const message = `${name} is another name of ${host}, which has an entry already`;
      problems.add({ code: 'REGISTRY_TWICE', message, path, part: 'key', hint: 'Merge the two entries.' });
    }
    if (registry['plain-http'] && (registry.insecure || registry.ca !== undefined)) {
      const message = `${name} has plain-http, so there is no TLS that ca or insecure could change`;
      problems.add({ code: 'REGISTRY_TLS', message, path, hint: 'Keep one of the three.' });
    }
    const { ca: caPath, connections, upload } = registry;
    const perSecond = registry['requests-per-second'];
    const ca =
      caPath === undefined ? undefined : readCa(caPath, { path: [...path, 'ca'], written, files, problems });
    settings.set(host, {
      tokenRealms: registry['token-realms'].flatMap(
        (realm, index) => problems.attempt([...path, 'token-realms', index], () => parseHost(realm)) ?? [],
      ),
      insecure: registry.insecure,
      plainHttp: registry['plain-http'],
      ...(ca === undefined ? {} : { ca }),
      ...(connections === undefined ? {} : { connections }),
      ...(perSecond === undefined ? {} : { requestsPerSecond: perSecond }),
      ...(upload === undefined ? {} : { upload }),
    });
  }
  return settings;
}

type CaOptions = {
  readonly path: Path;
  readonly written: WrittenConfig;
  readonly files: NamedFiles;
  readonly problems: Problems;
};

/** The certificates of a PEM file and nothing else of it. */
function readCa(file: string, { path, written, files, problems }: CaOptions): string | undefined {
  return problems.attempt(path, () => {
    const text = new TextDecoder().decode(fileOf(file, { files, position: written.at(path) }));
    const blocks = text.match(certificate) ?? [];
    if (blocks.length === 0)
      throw badCa(file, 'holds no certificate', 'It is a PEM file: -----BEGIN CERTIFICATE-----.');
    for (const block of blocks) {
      try {
        // Only to see that it can be read.
        void new X509Certificate(block).serialNumber;
      } catch (cause) {
        throw badCa(file, 'holds a certificate that cannot be read', 'Export it again as PEM.', cause);
      }
    }
    return `${blocks.join('\n')}\n`;
  });
}

function badCa(file: string, what: string, hint: string, cause?: unknown): HoistError {
  return new HoistError('config', 'CA_INVALID', `${file} ${what}`, { hint, cause });
}
