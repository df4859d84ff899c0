import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a key or certificate of `test/fixtures/tls`, for servers that want a file. */
export function keyFile(name: 'ca.pem' | 'server.pem' | 'server.key' | 'token.pem' | 'token.key'): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** The PEM text of the same. */
export function keyText(name: Parameters<typeof keyFile>[0]): string {
  return readFileSync(keyFile(name), 'utf8');
}
