import { HoistError } from '../errors.ts';
import { literalAddressOf, requirePublicLiteral } from '../http/address-guard.ts';
import type { Host } from '../image/reference.ts';

/** A token endpoint that a registry named, judged (A6). */
export type Realm = {
  readonly url: URL;
  /** Credentials for the registry may be sent there. */
  readonly trusted: boolean;
  /** Only the registry named this host: it has to have a public address (A10). */
  readonly learned: boolean;
};

export type RealmOptions = {
  readonly host: Host;
  /** The root of the registry's API. */
  readonly origin: URL;
  /** `token-realms` of the host. */
  readonly tokenRealms: readonly string[];
};

const longest = 2048;
/** Realms that are known to belong to another host, without the public suffix list. */
const builtIn: ReadonlyMap<string, string> = new Map([['docker.io', 'auth.docker.io']]);

/**
 * Whether a realm, which is attacker-chosen input, may be asked at all, and whether with credentials: the registry's own
 * origin, its registrable domain (never for addresses and single names), a built-in pair, or a host from the config.
 * https only, unless the registry itself is plain http by config.
 *
 * @throws HoistError `REALM_INVALID`, `ADDRESS_PRIVATE`
 */
export async function judgeRealm(realm: string, { host, origin, tokenRealms }: RealmOptions): Promise<Realm> {
  const url = parse(realm, host, origin);
  if (url.origin === origin.origin) return { url, trusted: true, learned: false };
  if (tokenRealms.some((allowed) => allowed.toLowerCase() === url.host))
    return { url, trusted: true, learned: false };
  try {
    requirePublicLiteral(url);
  } catch (error) {
    throw withRealmSetting(error, host, url.host);
  }
  const trusted = isBuiltIn(host, url) || (await isSameDomain(origin, url));
  return { url, trusted, learned: true };
}

/** For a realm that may not receive credentials although there are some. */
export function realmRefused(host: Host, realm: Realm): HoistError {
  return new HoistError(
    'unreachable',
    'REALM_REFUSED',
    `${host} wants its credentials sent to ${realm.url.host}, which is another owner's as far as its name tells`,
    { hint: settingHint(host, realm.url.host) },
  );
}

/** An entry of its own does nothing for a realm with a private address: its registry's has to name it. Other errors pass. */
export function withRealmSetting(error: unknown, host: Host, realmHost: string): unknown {
  if (!(error instanceof HoistError) || error.code !== 'ADDRESS_PRIVATE') return error;
  const message = `${host} sent us to ${realmHost} for tokens, which is not a public address`;
  return new HoistError(error.kind, error.code, message, {
    hint: settingHint(host, realmHost),
    cause: error,
  });
}

/** The sentence that names the setting. */
function settingHint(host: Host, realmHost: string): string {
  return `If ${realmHost} issues the tokens of ${host}, write registries.${host}.token-realms: [${realmHost}] in the config.`;
}

function parse(realm: string, host: Host, origin: URL): URL {
  const url =
    realm.length <= longest && /^https?:\/\/[^/?#]/i.test(realm) && isPlain(realm) ? toUrl(realm) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new HoistError('unreachable', 'REALM_INVALID', `${host} names no usable URL to get tokens from`, {
      hint: `Set the base URL (external URL) in the settings of ${host}; Nexus and ProGet give such answers without it.`,
    });
  }
  if (url.protocol === 'http:' && origin.protocol === 'https:') {
    throw new HoistError(
      'unreachable',
      'REALM_INVALID',
      `${host} names ${url.host} over plain http to get tokens from`,
      {
        hint: `Credentials are never sent unencrypted. Set the base URL (external URL) of ${host} to https.`,
      },
    );
  }
  url.hash = '';
  return url;
}

/** Visible ASCII without a backslash, which URL parsers read as a slash. */
function isPlain(text: string): boolean {
  return /^[\x21-\x5b\x5d-\x7e]+$/.test(text);
}

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isBuiltIn(host: Host, url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && builtIn.get(host) === url.hostname;
}

/** The public suffix list is large, and few registries need it. */
async function isSameDomain(origin: URL, url: URL): Promise<boolean> {
  if (literalAddressOf(origin) !== undefined || literalAddressOf(url) !== undefined) return false;
  const { getDomain } = await import('tldts');
  const [ours, theirs] = [origin, url].map(({ hostname }) =>
    getDomain(hostname, { allowPrivateDomains: true }),
  );
  return ours !== null && ours === theirs;
}
