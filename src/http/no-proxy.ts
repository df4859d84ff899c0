import { BlockList, isIP } from 'node:net';

/**
 * Whether a list like `NO_PROXY` excepts a URL in one of the forms that Docker, Go and curl read and `proxy-from-env` does
 * not: a name with all names below it (`example.com` for `registry.example.com`), a range of addresses (`10.0.0.0/8`,
 * `fd00::/8`), an IPv6 address without brackets. Who could `docker login` from here would be sent to the proxy otherwise.
 */
export function isExcepted(list: string, url: URL): boolean {
  const name = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port === '' ? defaultPort(url) : url.port;
  return list
    .toLowerCase()
    .split(/[,\s]+/)
    .some((item) => covers(item, name, port));
}

function covers(item: string, name: string, port: string): boolean {
  const family = isIP(name);
  if (item.includes('/')) return family !== 0 && isInRange(item, name, family);
  const bracketed = /^\[([^\]]+)\](?::([0-9]+))?$/.exec(item);
  if (isIP(item) === 6 || bracketed !== null) {
    const [, address = item, only = port] = bracketed ?? [];
    return family === 6 && only === port && isInRange(`${address}/128`, name, family);
  }
  const [, domain = '', only = port] = /^([^:]+?)\.?(?::([0-9]+))?$/.exec(item) ?? [];
  if (family !== 0 || domain === '' || isIP(domain) !== 0 || only !== port) return false;
  return name === domain || name.endsWith(`.${domain}`);
}

function isInRange(range: string, address: string, family: number): boolean {
  const [start = '', bits = ''] = range.split('/');
  const most = family === 6 ? 128 : 32;
  if (isIP(start) !== family || !/^[0-9]{1,3}$/.test(bits) || Number(bits) > most) return false;
  const block = new BlockList();
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  block.addSubnet(start, Number(bits), kind);
  return block.check(address, kind);
}

function defaultPort({ protocol }: URL): string {
  return protocol === 'https:' ? '443' : '80';
}
