declare module 'proxy-from-env' {
  /** The proxy's URL as the environment writes it; empty for none. */
  export function getProxyForUrl(url: string | URL): string;
}
