import { lookup } from 'node:dns';
import type { SecureContext } from 'node:tls';
import type { RegistrySettings } from '../domain/config.ts';
import { guardedLookup } from '../http/address-guard.ts';
import { HostGate } from '../http/host-gate.ts';
import { proxyFor } from '../http/proxy.ts';
import { Slots } from '../http/slots.ts';
import { secureContextOf } from '../http/tls.ts';
import { createTransport, type OriginOptions } from '../http/transport.ts';
import { hostOf, pathOf, type Host, type Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';
import { createAuthorizer } from './authorize.ts';
import { mayPull, mayPush } from './access.ts';
import { beginBlob } from './begin.ts';
import { hasBlob } from './blob-head.ts';
import { Caller } from './call.ts';
import type { Credentials } from './credentials.ts';
import { dialectOf } from './dialect.ts';
import { readBlob } from './download.ts';
import { learnedOf, type HostContext } from './host.ts';
import { putManifest } from './manifest-push.ts';
import { getManifest, headManifest, type ManifestTarget } from './manifests.ts';
import { mortalClock } from './mortal-clock.ts';
import { originOf } from './origin.ts';
import { attachReferrers, listReferrers } from './referrers.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Scope } from './scope.ts';
import { listTags } from './tags.ts';
import { createTurns } from './turns.ts';

export type RegistryClientOptions = {
  /** What the config says of hosts. */
  readonly settings: ReadonlyMap<Host, RegistrySettings>;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** [0, 1), for back-off. */
  readonly random: () => number;
  /** Told of every credential before it is used. */
  readonly secret: (value: string) => void;
  /** `hoist/1.2.3`. */
  readonly userAgent: string;
  /** What registries want users to know, each once (P44), and what is odd about their answers. Untrusted text. */
  readonly warn?: (text: string) => void;
  /** Called once what sends requests is loaded, before the first of them. May not reject. */
  readonly loaded?: (() => Promise<void>) | undefined;
};

/** Different warnings of one run; who sends more is not listened to (F56). */
const mostWarnings = 100;
/** A body may have to be read from a host and sent to it at once, whatever else is allowed (transport.md §4.4). */
const fewestConnections = 2;

/** The registry port over HTTP, for all hosts. */
export function createRegistryClient(options: RegistryClientOptions): Registry {
  const { settings } = options;
  const closed = new AbortController();
  // What was begun beside something that failed may be asked to wait for minutes: nobody waits for it once we are closed.
  const clock = mortalClock(options.clock, closed.signal);
  const hosts = new Map<Host, HostContext>();
  const contexts = new Map<Host, SecureContext>();
  const turns = createTurns();

  function hostContext(host: Host): HostContext {
    const known = hosts.get(host);
    if (known !== undefined) return known;
    const own = settings.get(host);
    const dialect = dialectOf(host);
    const made: HostContext = {
      host,
      base: originOf(host, own),
      settings: own,
      gate: new HostGate({
        clock,
        connections: own?.connections ?? dialect.connections,
        requestsPerSecond: own?.requestsPerSecond ?? dialect.requestsPerSecond,
      }),
      budget: new RetryBudget(host, clock),
      learned: learnedOf(dialect, own),
    };
    hosts.set(host, made);
    return made;
  }

  /** Settings go by the host that was configured: a CA of one host is not trusted on another. */
  function originOptions(url: URL): OriginOptions {
    const host = [...hosts.values()].find((known) => known.base.origin === url.origin);
    const own = host?.settings ?? settings.get(url.host as Host);
    return {
      verify: own?.insecure !== true,
      // Storage and token servers are asked no more often than the registry that names them is.
      connections: host === undefined ? null : Math.max(fewestConnections, host.gate.limit),
      secureContext: own?.ca === undefined ? undefined : contextOf(url.host as Host, own.ca),
      proxy: proxyFor(url, options.secret),
    };
  }

  function contextOf(host: Host, ca: string): SecureContext {
    const context = contexts.get(host) ?? secureContextOf(host, ca);
    contexts.set(host, context);
    return context;
  }

  function isConfigured(url: URL): boolean {
    return (
      settings.has(url.host as Host) || [...hosts.values()].some((known) => known.base.origin === url.origin)
    );
  }

  const transport = createTransport({
    origin: originOptions,
    guardedLookup: guardedLookup(lookup),
    loaded: options.loaded,
  });
  const authorizer = createAuthorizer({
    http: transport,
    credentials: options.credentials,
    settings: (host) => settings.get(host),
    clock,
    secret: options.secret,
    random: options.random,
    userAgent: options.userAgent,
  });
  const caller = new Caller({
    transport,
    authorizer,
    clock,
    random: options.random,
    userAgent: options.userAgent,
    isConfigured,
    warn: warnOnce(options.warn),
  });
  const slots = new Slots((host) => hosts.get(host as Host)?.gate.limit ?? Number.POSITIVE_INFINITY);

  function to(repository: Repository, actions: Scope['actions']): ManifestTarget {
    const host = hostOf(repository);
    return { caller, host: hostContext(host), scope: { host, path: pathOf(repository), actions } };
  }

  /** Some vendors spoil manifests that are pushed to one repository at once (Q13). */
  function inTurnWhereNeeded<T>(repository: Repository, push: () => Promise<T>): Promise<T> {
    const { dialect } = hostContext(hostOf(repository)).learned;
    return dialect.serialManifestPuts ? turns.take(repository, push) : push();
  }

  return {
    manifest: (repository, reference, call = {}) => getManifest(to(repository, 'pull'), reference, call),
    head: (repository, reference, call = {}) => headManifest(to(repository, 'pull'), reference, call),
    putManifest: (repository, manifest, call = {}) =>
      inTurnWhereNeeded(repository, () =>
        putManifest(to(repository, 'pull,push'), { manifest, reference: manifest.digest }, call),
      ),
    tag: (repository, manifest, tag, call = {}) =>
      inTurnWhereNeeded(repository, async () => {
        await putManifest(
          to(repository, 'pull,push'),
          { manifest, reference: tag, before: call.before },
          call,
        );
      }),
    hasBlob: (repository, blob, call = {}) => {
      const target = to(repository, 'pull');
      return hasBlob(caller, target.host, { scope: target.scope, blob, signal: call.signal });
    },
    openBlob: (repository, blob, from, call = {}) => {
      const target = to(repository, 'pull');
      return readBlob(caller, target.host, { scope: target.scope, blob, from, signal: call.signal });
    },
    beginBlob: (repository, blob, begin = {}) =>
      beginBlob({ ...to(repository, 'pull,push'), repository }, blob, begin),
    tags: (repository, call = {}) => listTags(to(repository, 'pull'), call),
    referrers: (repository, subject, asked = {}) => listReferrers(to(repository, 'pull'), subject, asked),
    // Two merges of one fallback tag at once would each lose the other's entries (F47).
    attach: (repository, subject, referrers, call = {}) =>
      turns.take(repository, () => attachReferrers(to(repository, 'pull,push'), subject, referrers, call)),
    reserve: (repositories, bytes, call = {}) => {
      const named = repositories.map(hostOf);
      for (const host of named) if (host !== 'oci') hostContext(host);
      return slots.reserve(named, bytes, call.signal);
    },
    expect: (repository, requests) => {
      const { base, gate } = hostContext(hostOf(repository));
      transport.prepare(base, Math.min(requests, gate.limit));
    },
    pullsLeft: (repository) => hostContext(hostOf(repository)).learned.pullsLeft,
    access: (repository, actions, call = {}) =>
      actions === 'pull' ? mayPull(to(repository, 'pull'), call) : mayPush(to(repository, 'pull,push'), call),
    close() {
      closed.abort(new Error('the registry is closed'));
      return transport.close();
    },
  };
}

function warnOnce(warn: ((text: string) => void) | undefined): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (warn === undefined || said.size >= mostWarnings || said.has(text)) return;
    said.add(text);
    warn(text);
  };
}
