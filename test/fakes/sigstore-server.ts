import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TrustRoot } from '../../src/domain/signer.ts';
import { githubIdentity, type FakeIdentity, type FakeWorkflow } from './sigstore-signer.ts';
import { createWorld, type LogEntry } from './sigstore-world.ts';

/** GitHub's ID tokens, Fulcio and Rekor over HTTP on a free loopback port, as a job with `id-token: write` meets them. */
export type SigstoreServer = {
  readonly url: string;
  readonly trustRoot: TrustRoot;
  /** What a job of this workflow has in its environment. `claims` are those of its ID tokens for anybody but Sigstore. */
  jobOf(workflow: FakeWorkflow, claims?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** From now on it is that time for whoever signs; at most 300 days ago. */
  setClock(now: Date): void;
  /** Until it is called again, Fulcio answers this status. */
  refuse(status: number | undefined): void;
  close(): Promise<void>;
};

export async function startSigstore(): Promise<SigstoreServer> {
  const world = await createWorld();
  const workflows: FakeWorkflow[] = [];
  const elsewhere: (Readonly<Record<string, string>> | undefined)[] = [];
  let clock: Date | undefined;
  let refused: number | undefined;
  const now = (): Date => new Date(Math.floor((clock ?? new Date()).getTime() / 1000) * 1000);

  async function answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const url = new URL(request.url ?? '/', 'http://sigstore.invalid');
    if (url.pathname === '/token') {
      if (request.headers.authorization !== 'Bearer job-token') return [401, {}];
      const workflow = Number(url.searchParams.get('workflow'));
      const isForSigstore = url.searchParams.get('audience') === 'sigstore';
      if (!isForSigstore && url.searchParams.get('audience') !== 'hoist') return [400, {}];
      const own = { sub: 'repo:acme/web', workflow, ...claimsOf(githubIdentity(workflows[workflow])) };
      const claims = isForSigstore ? own : { ...own, ...elsewhere[workflow] };
      return [200, { value: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s` }];
    }
    const body = (await json(request)) as Record<string, never>;
    if (url.pathname === '/api/v2/signingCert')
      return refused === undefined ? certified(body) : [refused, {}];
    if (url.pathname === '/api/v1/log/entries') return logged(body);
    return [404, {}];
  }

  async function certified(body: unknown): Promise<readonly [number, unknown]> {
    const { credentials, publicKeyRequest } = body as {
      credentials: { oidcIdentityToken: string };
      publicKeyRequest: { publicKey: { content: string } };
    };
    const [, claims = ''] = credentials.oidcIdentityToken.split('.');
    const { workflow } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { workflow: number };
    const key = createPublicKey(publicKeyRequest.publicKey.content).export({ type: 'spki', format: 'der' });
    const identity = githubIdentity(workflows[workflow]);
    const der = await world.certificate(key, identity, now(), 'public');
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    return [201, { signedCertificateEmbeddedSct: { chain: { certificates: [pem] } } }];
  }

  async function logged(body: unknown): Promise<readonly [number, unknown]> {
    const entry = await world.log(await canonical(body), now());
    return [201, rekorAnswer(entry)];
  }

  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = await answer(request).catch(
      (error: unknown) => [500, { error: String(error) }] as const,
    );
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    trustRoot: world.trustRoot,
    jobOf(workflow, claims) {
      const index = workflows.push(workflow) - 1;
      elsewhere[index] = claims;
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?workflow=${index}`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job-token',
      };
    },
    setClock: (at) => void (clock = at),
    refuse: (status) => void (refused = status),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What GitHub's token says, of which Fulcio makes the extensions of the certificate. */
function claimsOf({ claims }: FakeIdentity): Readonly<Record<string, string | undefined>> {
  const withoutServer = (number: number): string | undefined =>
    claims[number]?.replace(/^https:\/\/[^/]+\//, '');
  return {
    iss: claims[8],
    job_workflow_ref: withoutServer(9),
    runner_environment: claims[11],
    repository: withoutServer(12),
    sha: claims[13],
    ref: claims[14],
    repository_id: claims[15],
    repository_owner_id: claims[17],
    workflow_ref: withoutServer(18),
    event_name: claims[20],
    run_id: /runs\/([0-9]+)\/attempts/.exec(claims[21] ?? '')?.[1],
    run_attempt: '1',
    repository_visibility: claims[22],
    environment: claims[23],
  };
}

/** What Rekor keeps of a proposed DSSE entry: hashes and the signature, not the envelope. */
async function canonical(body: unknown): Promise<LogEntry> {
  const { spec } = body as {
    spec: { proposedContent: { envelope: string; verifiers: readonly string[] } };
  };
  const { createHash } = await import('node:crypto');
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope) as {
    payload: string;
    signatures: readonly { sig: string }[];
  };
  const value = createHash('sha256').update(Buffer.from(payload, 'base64')).digest('hex');
  return {
    kind: 'dsse',
    apiVersion: '0.0.1',
    spec: {
      payloadHash: { algorithm: 'sha256', value },
      signatures: signatures.map(({ sig }, at) => ({ signature: sig, verifier: verifiers[at] })),
    },
  };
}

type TlogEntry = {
  readonly logIndex: string;
  readonly logId: { readonly keyId: string };
  readonly integratedTime: string;
  readonly canonicalizedBody: string;
  readonly inclusionPromise: { readonly signedEntryTimestamp: string };
  readonly inclusionProof: { readonly rootHash: string; readonly checkpoint: { readonly envelope: string } };
};

function rekorAnswer(made: object): object {
  const entry = made as TlogEntry;
  const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
  return {
    uuid: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logID: hex(entry.logId.keyId),
      logIndex: Number(entry.logIndex),
      verification: {
        inclusionProof: {
          logIndex: 0,
          treeSize: 1,
          rootHash: hex(entry.inclusionProof.rootHash),
          hashes: [],
          checkpoint: entry.inclusionProof.checkpoint.envelope,
        },
        signedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
      },
    },
  };
}
