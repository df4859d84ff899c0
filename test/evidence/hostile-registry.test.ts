import { describe, expect, it } from 'vitest';
import type { Search } from '../../src/domain/evidence.ts';
import { hostOf } from '../../src/image/reference.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { bed } from '../registry/bed.ts';
import { predicateTypes, spdx } from './documents.ts';
import { Ground, type TestDocument } from './ground.ts';

type Step = 'referrers' | 'fallback-tag' | 'cosign-tag' | 'attached manifest' | 'document';

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' };
const answers = {
  401: { status: 401 },
  403: { status: 403 },
  404: { status: 404 },
  406: { status: 406 },
  429: { status: 429 },
  500: { status: 500 },
  HTML: html,
};

const sbom = (about: string): TestDocument => ({
  predicateType: predicateTypes.spdx,
  about,
  predicate: spdx(),
  signers: ['ci'],
});

/** What is found where one step of the search, and nothing else, is answered like that. */
async function searched(
  step: Step,
  fault: (typeof answers)[keyof typeof answers],
): Promise<{ readonly states: readonly string[]; readonly evidence: number }> {
  const api = step === 'referrers' || step === 'attached manifest' || step === 'document';
  const attached = { referrer: '', layer: '' };
  let hostile = false;
  const meets = ({ route }: SeenRequest): boolean => {
    if (step === 'referrers') return route.kind === 'referrers';
    if (route.kind === 'blob') return step === 'document' && route.reference === attached.layer;
    if (route.kind !== 'manifest') return false;
    if (step === 'attached manifest') return route.reference === attached.referrer;
    if (step === 'fallback-tag') return /^sha256-[0-9a-f]+$/.test(route.reference);
    return step === 'cosign-tag' && route.reference.endsWith('.sig');
  };
  const made = await bed({
    referrers: api,
    allowMissing: true,
    intercept: (request) => (hostile && meets(request) ? fault : undefined),
  });
  const memory = createMemoryRegistry({
    stores: new Map([[hostOf(made.repository), made.server.store]]),
    referrers: () => api,
  });
  const ground = new Ground({ at: made.repository, in: memory });
  const image = ground.image({ platforms: ['linux/amd64'] });
  const { referrer, layer } = ground.attach(image.root, sbom(image.root));
  if (!api) ground.fallback(image.root, referrer);
  ground.cosign(image.root, 'sig', { document: { signs: image.root, signers: ['ci'] } });
  Object.assign(attached, { referrer: referrer.digest, layer: layer.digest });
  hostile = true;
  const facts = await ground.facts(image, { registry: made.registry, walk: { referrers: 'none' } });
  const ofRoot = facts.searches.filter(
    ({ subject, place }: Search) => subject === image.root && place !== 'index',
  );
  return { states: ofRoot.map(({ place, state }) => `${place} ${state}`), evidence: facts.evidence.length };
}

describe('when a registry answers the search for evidence wrongly', { timeout: 20_000 }, () => {
  const steps = ['referrers', 'fallback-tag', 'cosign-tag', 'attached manifest', 'document'] as const;
  const wrong = [401, 403, 429, 500, 'HTML'] as const;

  it.each(steps.flatMap((step) => wrong.map((answer) => [step, answer] as const)))(
    '%s with %s, that place is unreachable and the other is found',
    async (step, answer) => {
      const { states, evidence } = await searched(step, answers[answer]);
      const unreachable = states.filter((state) => state.endsWith('unreachable'));
      expect(unreachable).toEqual([`${step === 'cosign-tag' ? 'cosign-tag' : 'referrers'} unreachable`]);
      expect(evidence).toBe(1);
    },
  );

  it.each([
    ['referrers', 404],
    ['referrers', 406],
    ['fallback-tag', 404],
    ['cosign-tag', 404],
  ] as const)('%s with %i, that is an absence', async (step, answer) => {
    const { states, evidence } = await searched(step, answers[answer]);
    expect(states.toSorted()).toEqual(
      step === 'cosign-tag'
        ? ['cosign-tag none', 'referrers found'].map((state) => state.replace('referrers', 'fallback-tag'))
        : ['cosign-tag found', 'referrers none'],
    );
    expect(evidence).toBe(1);
  });

  it.each([
    ['fallback-tag', 406],
    ['cosign-tag', 406],
    ['attached manifest', 404],
    ['attached manifest', 406],
    ['document', 404],
    ['document', 406],
  ] as const)(
    '%s with %i, that is none: it was promised, or 406 says nothing there',
    async (step, answer) => {
      const { states } = await searched(step, answers[answer]);
      expect(states.filter((state) => state.endsWith('unreachable'))).toHaveLength(1);
    },
  );
});
