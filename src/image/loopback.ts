/**
 * Whether a name or an address, as URLs write it, means this machine without DNS: the names of RFC 6761, 127.0.0.0/8 and
 * `[::1]`.
 */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** The same of a host with or without a port: `localhost:5000`. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(/:\d+$/, ''));
}
