import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import type { Digest } from '../../src/image/digest.ts';
import { descriptorOf, type Manifest } from '../../src/image/manifest.ts';
import { parseTag } from '../../src/image/reference.ts';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { asked, bed, codeOf, type Bed, type BedOptions } from './bed.ts';
import { countingClock } from './clocks.ts';
import { artifactOf, imageOf } from './samples.ts';

const image = imageOf('one').manifest;
const old = imageOf('two').manifest;
const stranger = imageOf('three').manifest;
const v1 = parseTag('v1');

function isPut({ method, route }: SeenRequest): boolean {
  return method === 'PUT' && route.kind === 'manifest';
}

function isHead({ method, route }: SeenRequest): boolean {
  return method === 'HEAD' && route.kind === 'manifest';
}

type Story = {
  /** What the tag names at first. */
  readonly first?: Manifest;
  /** What the first push ends with. */
  readonly fault?: Fault;
  /** Happens right before the second look at the tag, that is right before the push would be sent again. */
  readonly meanwhile?: (made: Bed) => void;
};

/** A registry whose first push fails, and on which something happens until the second. */
async function unlucky({ first, fault = { status: 503 }, meanwhile }: Story): Promise<Bed> {
  const made: Bed = await bed({
    allowMissing: true,
    intercept: (request) => {
      if (isPut(request)) return count(isPut) === 1 ? fault : undefined;
      if (isHead(request) && count(isHead) === 2) meanwhile?.(made);
      return undefined;
    },
  });
  const count = (which: (request: SeenRequest) => boolean): number =>
    made.server.requests.filter(which).length;
  if (first !== undefined) write(made, first);
  return made;
}

function write({ server, path }: Bed, { bytes, mediaType }: Manifest): void {
  server.store.putManifest(path, bytes, { tags: ['v1'], mediaType });
}

function tagOf({ server, path }: Bed): Digest | undefined {
  return server.store.tagged(path, 'v1');
}

function puts({ server }: Bed): number {
  return server.requests.filter(isPut).length;
}

describe('when a push under a tag failed and is to be sent again', { timeout: 10_000 }, () => {
  it.each<[string, Manifest | undefined, Fault]>([
    ['what it named before, after 503', old, { status: 503 }],
    ['what it named before, after a reset', old, 'reset'],
    ['nothing as before', undefined, { status: 503 }],
  ])('and the tag names %s, it is (P31)', async (_, first, fault) => {
    const made = await unlucky({ fault, ...(first !== undefined && { first }) });
    await made.registry.tag(made.repository, image, v1, { before: first?.digest ?? null });
    expect([tagOf(made), puts(made)]).toEqual([image.digest, 2]);
  });

  it.each<[string, Manifest | undefined, (made: Bed) => void, string]>([
    ['another image', old, (made) => write(made, stranger), stranger.digest],
    ['an image where there was none', undefined, (made) => write(made, stranger), stranger.digest],
    ['nothing any more', old, ({ server, path }) => void server.store.deleteTag(path, 'v1'), 'nothing'],
  ])(
    'but the tag names %s, somebody else was there and nothing is overwritten (P31)',
    async (_, ...story) => {
      const [first, meanwhile, named] = story;
      const made = await unlucky({ meanwhile, ...(first !== undefined && { first }) });
      const error = (await made.registry
        .tag(made.repository, image, v1, { before: first?.digest ?? null })
        .catch((reason: unknown) => reason)) as HoistError;
      expect([error.kind, error.code]).toEqual(['conflict', 'TAG_RACED']);
      expect(error.message).toContain(`${made.server.host}/${made.path}:v1`);
      expect(error.message).toContain(`it names ${named}`);
      expect([tagOf(made), puts(made)]).toEqual([named === 'nothing' ? undefined : named, 1]);
    },
  );

  it('but the tag names what was pushed by now, it is done (F31)', async () => {
    const made = await unlucky({ first: old, meanwhile: (late) => write(late, image) });
    await made.registry.tag(made.repository, image, v1, { before: old.digest });
    expect([tagOf(made), puts(made)]).toEqual([image.digest, 1]);
  });

  it('and nobody said what it named before, it is sent without another look', async () => {
    const made = await unlucky({ first: old });
    await made.registry.tag(made.repository, image, v1);
    expect(asked(made.server.requests)).toEqual(['PUT manifest', 'HEAD manifest', 'PUT manifest']);
  });
});

describe('when a push goes wrong', { timeout: 10_000 }, () => {
  it('again and again, it waits longer each time and looks each time whether it is there (N4)', async () => {
    const clock = countingClock();
    const made = await pushing(() => ({ status: 500 }), { clock });
    expect(await codeOf(made.registry.putManifest(made.repository, image))).toBe('SERVER_ERROR');
    expect(clock.waits).toHaveLength(3);
    expect(clock.waits).toEqual([...new Set(clock.waits)].sort((one, next) => one - next));
    expect(made.server.requests.filter(isHead)).toHaveLength(4);
  });

  it('and so does every other to that host, they have the retries of one (N11)', async () => {
    const made = await pushing(() => ({ status: 500 }));
    const codes: unknown[] = [];
    for (let round = 0; round < 30; round += 1)
      codes.push(await codeOf(made.registry.putManifest(made.repository, image)));
    expect([codes[0], codes.at(-1)]).toEqual(['SERVER_ERROR', 'HOST_FAILING']);
    expect(puts(made)).toBeLessThan(100);
  });

  it('and is cancelled, the reason comes out and nothing is looked for', async () => {
    const cancel = new AbortController();
    const made = await pushing(() => {
      setImmediate(() => cancel.abort(new Error('enough')));
      return 'hang';
    });
    const { signal } = cancel;
    await expect(made.registry.putManifest(made.repository, image, { signal })).rejects.toThrow('enough');
    expect(asked(made.server.requests)).toEqual(['PUT manifest']);
  });

  it('because the registry wants to be left alone for a day, that is said at once (N12)', async () => {
    const made = await pushing(() => ({ status: 429, headers: { 'retry-after': '86400' } }));
    expect(await codeOf(made.registry.putManifest(made.repository, image))).toBe('RETRY_LATER');
    expect(asked(made.server.requests)).toEqual(['PUT manifest']);
  });

  it('because it may not push, that is said, though the tag names another image (Q4)', async () => {
    const made = await pushing(() => problem(403, 'DENIED', 'requested access to the resource is denied'));
    write(made, old);
    expect(await codeOf(made.registry.tag(made.repository, image, v1))).toBe('DENIED');
  });

  it('because others push to a Quay, once more is enough, and then it is a refusal (Q13)', async () => {
    const quay = {
      'www-authenticate': 'Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"',
    };
    const made = await bed({
      intercept: (request) =>
        isPut(request) ? problem(400, 'MANIFEST_INVALID', 'crossed') : (answer) => withHeaders(answer, quay),
    });
    await made.registry.head(made.repository, v1);
    expect(await codeOf(made.registry.putManifest(made.repository, image))).toBe('REFUSED_BY_REGISTRY');
    expect(puts(made)).toBe(2);
  });

  it('and is there all the same, nobody has said that its subject was listed: a list of ours is needed (P33)', async () => {
    const { manifest } = artifactOf(descriptorOf(image));
    const whole = await bed({ allowMissing: true });
    expect(await whole.registry.putManifest(whole.repository, manifest)).toEqual({ subjectHandled: true });
    const lost = await pushing(() => 'reset-after-effect');
    expect(await lost.registry.putManifest(lost.repository, manifest)).toEqual({ subjectHandled: false });
    expect(puts(lost)).toBe(1);
  });
});

describe('when a registry says that it has listed a subject', { timeout: 10_000 }, () => {
  it.each<[string, string | undefined, boolean]>([
    ['the one of the manifest', image.digest, true],
    ['another', old.digest, false],
    ['none', undefined, false],
  ])('and it is %s, only the right one is believed (P33)', async (_, digest, subjectHandled) => {
    const headers = digest === undefined ? {} : { 'oci-subject': digest };
    const made = await pushing(() => ({ status: 201, headers }));
    const { manifest } = artifactOf(descriptorOf(image));
    expect(await made.registry.putManifest(made.repository, manifest)).toEqual({ subjectHandled });
    expect(await made.registry.putManifest(made.repository, image)).toEqual({ subjectHandled: false });
  });
});

/** A registry on which every push ends so. */
function pushing(fault: () => Fault, client: BedOptions = {}): Promise<Bed> {
  return bed({ allowMissing: true, intercept: (request) => (isPut(request) ? fault() : undefined) }, client);
}
