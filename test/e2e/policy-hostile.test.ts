import { afterAll, beforeAll, describe, it } from 'vitest';
import { digestOf, hexOf, type Digest } from '../../src/image/digest.ts';
import type { Answer } from '../fakes/registry/answer.ts';
import { fallbackTag } from '../fakes/registry/document.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { createSigstore, signingKey, type Sigstore } from '../fakes/sigstore.ts';
import { decisionOf } from './decisions.ts';
import { bundleArtifact, cosignArtifact } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import { hostileAnswers as answers } from './hostile-answers.ts';
import { RawRepository } from './raw-registry.ts';

const ci = signingKey();
const stranger = signingKey();

type Image = { readonly root: Digest; readonly referrer: Digest; readonly layer: string };

type Step = {
  readonly name: string;
  /** Whether the registry has the referrers API. */
  readonly api: boolean;
  /** Where the signature lies that counts: at the step itself, or under cosign's tag or among the referrers. */
  readonly lies: 'here' | 'tag' | 'referrers';
  readonly meets: (request: SeenRequest, image: Image) => boolean;
  /** Answers that say "there is none". With these the image is promoted if its signature is elsewhere. */
  readonly absent: readonly string[];
  /** Answers that say the same of where the signature is: it is missed, and that refuses. */
  readonly hides?: readonly string[];
};

function isManifest({ route }: SeenRequest, reference: string): boolean {
  return route.kind === 'manifest' && route.reference === reference;
}

const steps: readonly Step[] = [
  {
    name: 'the list of referrers',
    api: true,
    lies: 'tag',
    meets: ({ route }) => route.kind === 'referrers',
    absent: ['404', '406'],
  },
  {
    // It only saves questions: where it cannot be read, each tag of cosign's is asked for.
    name: 'the list of tags',
    api: true,
    lies: 'tag',
    meets: ({ route }) => route.kind === 'tags',
    absent: Object.keys(answers).filter((answer) => answer !== '404'),
    hides: ['404'],
  },
  {
    name: 'the fallback tag',
    api: false,
    lies: 'tag',
    meets: (request, { root }) => isManifest(request, fallbackTag(root)),
    absent: ['404'],
  },
  {
    name: 'the tag of cosign’s',
    api: true,
    lies: 'referrers',
    meets: (request, { root }) => isManifest(request, sigTag(root)),
    absent: ['404'],
  },
  {
    name: 'the manifest of the signature',
    api: true,
    lies: 'here',
    meets: (request, { referrer }) => isManifest(request, referrer),
    absent: [],
  },
  {
    name: 'the signature itself',
    api: true,
    lies: 'here',
    meets: ({ route }, { layer }) => route.kind === 'blob' && route.reference === layer,
    absent: [],
  },
];

type Fault = { readonly step: Step; readonly answer: string; readonly path: string };

const faults = steps.flatMap((step, at) =>
  Object.keys(answers).map((answer): Fault => ({ step, answer, path: `dev/${at}-${answer.toLowerCase()}` })),
);

let sigstore: Sigstore;
let sources: ReadonlyMap<boolean, RunningRegistry>;
let target: RunningRegistry;
let hoist: Hoist;
const images = new Map<string, Image>();
/** Where a fault was met. */
const met = new Set<string>();

function intercept(request: SeenRequest): Answer | undefined {
  const { route, method } = request;
  if (!('repository' in route) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const fault = faults.find(({ path }) => path === route.repository);
  const image = images.get(route.repository);
  if (fault === undefined || image === undefined) return undefined;
  if (!fault.step.meets(request, image)) return undefined;
  met.add(fault.path);
  return answers[fault.answer];
}

beforeAll(async () => {
  const [withApi, without] = await Promise.all([
    startRegistry({ intercept }),
    startRegistry({ intercept, referrers: false }),
  ]);
  sources = new Map([
    [true, withApi],
    [false, without],
  ]);
  [target, sigstore] = await Promise.all([startRegistry(), createSigstore()]);
  const pipelines = [...sources].map(([api, { host }]) => [
    `api-${api}`,
    {
      source: `${host}/dev/{name}`,
      stages: [{ name: 'qa', to: `${target.host}/qa-${api}/{name}`, policy: 'signed' }],
    },
  ]);
  hoist = await startHoist({
    config: {
      version: 1,
      trust: { signers: { ci: { key: { pem: ci.pem, 'transparency-log': 'none' } } } },
      policies: { signed: [{ signature: { by: 'ci' } }] },
      pipelines: Object.fromEntries(pipelines),
    },
  });
});
afterAll(() => Promise.all([hoist, target, ...sources.values()].map((one) => one.close())));

function hostOf({ api }: Step): string {
  return sources.get(api)?.host ?? '';
}

function sigTag(digest: Digest): string {
  return `sha256-${hexOf(digest)}.sig`;
}

/** An image with something at every place, and one signature that counts. Gives its reference. */
async function push({ step, path }: Fault): Promise<string> {
  const dev = new RawRepository(hostOf(step), path);
  const { root } = await dev.push({ seed: path, tags: ['1.0.0'] });
  const [byTag, byReferrer] = step.lies === 'tag' ? [ci, stranger] : [stranger, ci];
  const layer = await sigstore.legacySignature({ by: byTag, digest: root });
  await dev.attachByTag(sigTag(root), cosignArtifact(layer));
  const attached = bundleArtifact(await sigstore.sign({ by: byReferrer, digest: root }));
  const referrer = await dev.attach(root, attached);
  images.set(path, { root, referrer, layer: digestOf(attached.layer) });
  return `${hostOf(step)}/${path}:1.0.0`;
}

/** With these the registry wants to be left alone until tomorrow: nothing else is asked of it either. */
const closing = new Set(['429', '500']);

function outcomeOf({ absent, hides = [] }: Step, answer: string): 'promoted' | 'refused' | 'failed' {
  if (closing.has(answer)) return 'failed';
  if (hides.includes(answer)) return 'refused';
  return absent.includes(answer) ? 'promoted' : 'failed';
}

describe('when a registry answers something else where evidence is looked for', () => {
  it.concurrent.for(faults)('$answer for $step.name is never a pass', async (fault, { expect }) => {
    const { step, answer, path } = fault;
    const reference = await push(fault);
    const ran = await hoist.promote(reference);
    expect([...met]).toContain(path);
    const outcome = outcomeOf(step, answer);
    expect(ran.document.outcome).toBe(outcome);
    expect(ran.code).toBe({ promoted: 0, refused: 1, failed: 3 }[outcome]);
    const [check] = decisionOf(ran.document.plan.stages, 'qa').checks;
    if (outcome === 'refused') expect(check?.reasons).toMatchObject([{ code: 'UNTRUSTED' }]);
    else if (step.lies === 'here' || closing.has(answer))
      expect(check?.reasons).toMatchObject([{ code: 'UNREACHABLE' }]);
    else expect(check).toMatchObject({ verdict: 'pass', evidence: [{ signers: ['ci'] }] });
    const tags = target.store.tags(`qa-${step.api}/${path.replace('dev/', '')}`);
    const sig = images.get(path)?.root;
    expect(tags.includes('1.0.0')).toBe(outcome === 'promoted');
    // What counted has come along.
    if (outcome === 'promoted' && step.lies === 'tag') expect(tags).toContain(sig && sigTag(sig));
  });
});
