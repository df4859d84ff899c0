import type { LookupAddress, LookupOptions } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { HoistError } from '../errors.ts';

/** IPv4 that is not the public internet: IANA's special-purpose registry, and what clouds answer metadata on (A10). */
const nonPublicV4 = blockList('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // shared by carriers; Alibaba's metadata is in it
  '127.0.0.0/8',
  '168.63.129.16/32', // Azure's host, although the range is public
  '169.254.0.0/16', // link-local: metadata of AWS, Azure, Google and others
  '172.16.0.0/12',
  '192.0.0.0/24', // protocol assignments; Oracle's metadata is in it
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/** Of IPv6 only the global unicast block is public, … */
const globalV6 = blockList('ipv6', ['2000::/3']);

/** … less what is carved out of it: protocol assignments with Teredo, documentation, 6to4. */
const nonPublicV6 = blockList('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** IPv6 that wraps an IPv4 address in its last 32 bits: mapped, and the well-known NAT64 prefix. */
const wrappingV4 = blockList('ipv6', ['::ffff:0:0/96', '64:ff9b::/96']);

/**
 * Whether an address is one that the public internet routes. An IPv4 address inside an IPv6 one is judged as itself; what
 * is no address at all, or names a zone of this machine, is not public.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIPv4(ip)) return !nonPublicV4.check(ip, 'ipv4');
  if (isIP(ip) !== 6 || ip.includes('%')) return false;
  if (wrappingV4.check(ip, 'ipv6')) return isPublicAddress(wrappedV4(ip));
  return globalV6.check(ip, 'ipv6') && !nonPublicV6.check(ip, 'ipv6');
}

/**
 * The address that a URL names without DNS. WHATWG parsing has undone `0x7f.1`, `2130706433` and their like before; names
 * that mean this machine by RFC 6761 count as its address.
 */
export function literalAddressOf(url: URL): string | undefined {
  const { hostname } = url;
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  if (isIPv4(hostname)) return hostname;
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return name === 'localhost' || name.endsWith('.localhost') ? '127.0.0.1' : undefined;
}

/** Refuses a URL whose host a server named and that is, without asking DNS, not public (A10). */
export function requirePublicLiteral(url: URL): void {
  const address = literalAddressOf(url);
  if (address !== undefined && !isPublicAddress(address)) throw privateAddress(url.host);
}

/**
 * A `dns.lookup` for hosts that a server named: it refuses a name when any of its addresses is not public, at the moment
 * of connecting, so that a name cannot change between check and use (A10). Literal addresses never get here:
 * {@link requirePublicLiteral} is for those.
 */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true } satisfies LookupOptions, (error, found, family) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const addresses =
        typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found;
      const [first] = addresses;
      if (first === undefined || !addresses.every((one) => isPublicAddress(one.address))) {
        callback(privateAddress(hostname), '', 0);
        return;
      }
      answer(options, [first, ...addresses.slice(1)], callback);
    });
  };
}

function answer(
  options: LookupOptions,
  addresses: [LookupAddress, ...LookupAddress[]],
  callback: Parameters<LookupFunction>[2],
): void {
  if (options.all === true) callback(null, addresses);
  else callback(null, addresses[0].address, addresses[0].family);
}

/** `host` with its port, where that is known: so it stands in the config. */
export function privateAddress(host: string): HoistError {
  return new HoistError(
    'unreachable',
    'ADDRESS_PRIVATE',
    `a registry sent us to ${host}, which is not a public address`,
    {
      hint: `If ${host} is right, give it an entry under "registries" in the config.`,
    },
  );
}

/** The last two groups, as an IPv4 address. */
function wrappedV4(ip: string): string {
  const [high = 0, low = 0] = new URL(`http://[${ip}]`).hostname
    .slice(1, -1)
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group === '' ? '0' : group, 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const slash = subnet.indexOf('/');
    list.addSubnet(subnet.slice(0, slash), Number(subnet.slice(slash + 1)), family);
  }
  return list;
}
