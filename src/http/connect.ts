import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { SlabReader } from './slab-reader.ts';
import type { SlabPool } from './slab.ts';

export type ConnectOptions = {
  readonly slabs: SlabPool;
  /** One for all connections of a host: building one costs 5 ms, and TLS sessions are resumed through it (transport.md §3.3). */
  readonly secureContext: SecureContext | undefined;
  /** False: the server's certificate is not looked at. */
  readonly verify: boolean;
  /** Resolves names; the guarded one for hosts that a server named (A10). */
  readonly lookup?: LookupFunction | undefined;
  /** Milliseconds for TCP and TLS together (N13). */
  readonly timeout: number;
};

/** What undici asks of a connector. */
export type ConnectTarget = {
  readonly hostname: string;
  readonly host?: string | undefined;
  readonly protocol: string;
  readonly port: string;
  readonly servername?: string | null | undefined;
};

export type ConnectCallback = (error: Error | null, socket: Socket | TLSSocket | null) => void;

/** An error code as undici names it, so that one table of retries serves both. */
class ConnectTimeout extends Error {
  readonly code = 'UND_ERR_CONNECT_TIMEOUT';
}

/**
 * A connector for undici whose sockets read into slabs and have a writable mark of 1: a write counts as done when its
 * bytes are with the kernel, so a slab is never used again while it waits in a queue (transport.md §3.5).
 */
export function slabConnector(
  options: ConnectOptions,
): (target: ConnectTarget, callback: ConnectCallback) => void {
  let session: Buffer | undefined;

  return function connect(target, callback) {
    const secure = target.protocol === 'https:';
    const reader = new SlabReader(options.slabs, secure);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const shared = {
      host,
      highWaterMark: 1,
      onread: reader.onread,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    };
    const socket = secure
      ? connectTls({
          ...shared,
          port: Number(target.port || 443),
          ...(isIP(host) === 0 ? { servername: target.servername ?? host } : {}),
          ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }),
          ...(session === undefined ? {} : { session }),
          rejectUnauthorized: options.verify,
          ALPNProtocols: ['http/1.1'],
        })
      : connectPlain({ ...shared, port: Number(target.port || 80) });
    reader.attach(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    if (secure) socket.on('session', (fresh: Buffer) => (session = fresh));

    const timer = setTimeout(() => {
      socket.destroy(new ConnectTimeout(`no connection to ${host} within ${options.timeout / 1000} s`));
    }, options.timeout);
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      socket.removeListener('error', settle);
      socket.removeListener(secure ? 'secureConnect' : 'connect', connected);
      callback(error, error === null ? socket : null);
    };
    const connected = (): void => settle(null);
    socket.once('error', settle);
    socket.once(secure ? 'secureConnect' : 'connect', connected);
  };
}
