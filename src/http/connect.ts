import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { Opening, type ConnectCallback } from './opening.ts';
import { createPatience } from './patience.ts';
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

/** Makes the connections of one origin. */
export type Connector = {
  readonly connect: (target: ConnectTarget, callback: ConnectCallback) => void;
  /** Opens connections now that will be asked for soon, until there are so many, used ones counted. Only a head start: none need be asked for. */
  prepare(target: ConnectTarget, count: number): void;
  /** Ends the ones that nobody asked for, and those that are not open yet: whoever waits for one is told. */
  close(): void;
};

/**
 * A connector for undici whose sockets read into slabs and have a writable mark of 1: a write counts as done when its
 * bytes are with the kernel, so a slab is never used again while it waits in a queue (transport.md §3.5).
 */
export function slabConnector(options: ConnectOptions): Connector {
  const spare: Opening[] = [];
  const begun = new Set<Opening>();
  const patience = createPatience();
  let session: Buffer | undefined;

  function dial(target: ConnectTarget): Socket | TLSSocket {
    const secure = target.protocol === 'https:';
    const reader = new SlabReader(options.slabs, secure);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const shared = {
      host,
      highWaterMark: 1,
      autoSelectFamilyAttemptTimeout: patience.now,
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
    if (secure) {
      socket.on('session', (fresh: Buffer) => (session = fresh));
      // An alert after the handshake, as of a server that wants a certificate of ours, is followed by the end of the stream;
      // undici would call it that.
      socket.on('error', (error) => socket.destroy(error));
    }
    return socket;
  }

  function begin(target: ConnectTarget): Opening {
    const had = patience.now;
    const opening = new Opening(dial(target), target, options.timeout);
    begun.add(opening);
    opening.socket.once('error', (error) => patience.learn(error, had));
    opening.socket.once('close', () => begun.delete(opening));
    return opening;
  }

  return {
    connect(target, callback) {
      let ready = spare.shift();
      while (ready?.lost === true) ready = spare.shift();
      (ready ?? begin(target)).take(callback);
    },
    prepare(target, count) {
      while (begun.size < count) {
        const opening = begin(target);
        spare.push(opening);
        opening.wait(() => {
          const at = spare.indexOf(opening);
          if (at >= 0) spare.splice(at, 1);
        });
      }
    },
    close() {
      for (const opening of spare.splice(0)) opening.socket.destroy();
      for (const opening of begun)
        if (opening.isOpening && !opening.lost) opening.socket.destroy(new Error('the transport is closed'));
    },
  };
}
