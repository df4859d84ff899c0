import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StageStatus, StatusReport } from '../../src/domain/status.ts';
import type { AskedText } from '../fakes/github/server.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { nothingHappened, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';
import { signedRecord, signingKey } from './action-gate.ts';
import { attachedAt, endsAt, promotionsTo, recordAt } from './action-record.ts';

/** Where the process dies: at a request to the registry, or at a question to GitHub; neither takes effect. */
type Death = {
  readonly registry?: (request: SeenRequest) => boolean;
  readonly gitHub?: (asked: AskedText) => boolean;
};

let bed: ActionBed;
let image: Sample;
let death: Death;
let controller: AbortController;

beforeEach(async () => {
  death = {};
  controller = new AbortController();
  bed = await startActionBed({
    prod: {
      intercept(request) {
        if (death.registry?.(request) !== true) return undefined;
        controller.abort();
        return 'hang';
      },
    },
  });
  bed.github.onAsked = (asked) => {
    if (death.gitHub?.(asked) !== true) return undefined;
    controller.abort();
    return 'hang';
  };
  bed.config(`version: 1
${signedRecord}
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: [PROD/a/web, PROD/b/web], tag: ['%n', latest] }] }
`);
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'] });
});
afterEach(() => bed.close());

const env = { SIGNING_KEY: signingKey };

function tags(): readonly string[] {
  return ['a/web', 'b/web'].flatMap((path) =>
    ['1.0.0', 'latest'].filter((tag) => bed.prod.store.tagged(path, tag) === image.root),
  );
}

async function board(): Promise<StageStatus | undefined> {
  const run = await bed.run({ inputs: { command: 'status' }, env });
  return (JSON.parse(outputsOf(run)['result'] ?? '') as StatusReport).stages[0];
}

const isTag = ({ method, path }: SeenRequest, end: string): boolean => method === 'PUT' && path.endsWith(end);

describe('when the process is killed, and says no last word', () => {
  it.each<[string, Death, number, boolean, string]>([
    [
      'before its intent is kept',
      { gitHub: ({ line }) => line === 'POST /repos/acme/web/deployments' },
      0,
      false,
      'promoted',
    ],
    [
      'before the first tag',
      { registry: ({ method, path }) => method === 'PUT' && path.endsWith('/manifests/1.0.0') },
      0,
      true,
      'promoted',
    ],
    ['between two tags', { registry: (request) => isTag(request, '/manifests/latest') }, 2, true, 'promoted'],
    [
      'between the last tag and the record',
      { gitHub: ({ body }) => / → sha256:/.test(body) && tags().length === 4 },
      4,
      true,
      'unchanged',
    ],
  ])(
    '%s, status shows what is open, and the next run closes it and attaches what is missing',
    async (_, at, moved, isOpen, outcome) => {
      death = at;
      const run = await bed.run({
        inputs: { image: '1.0.0' },
        env,
        signal: controller.signal,
        cancelWith: 'SIGKILL',
      });
      expect([run.exitCode, outputsOf(run)]).toEqual([null, nothingHappened]);
      death = {};
      expect(tags()).toHaveLength(moved);
      // The decision is there before any tag moves, and nothing yet says that the image was promoted.
      for (const path of ['a/web', 'b/web'])
        expect(attachedAt(bed.prod.store, path, image.root)).toEqual({
          decisions: 1,
          promotions: [],
          bare: [],
        });
      const [dead] = promotionsTo(bed, 'web/qa');
      const id = (dead?.payload as { id?: string } | undefined)?.id;
      expect([id !== undefined, dead?.statuses.at(-1)?.state]).toEqual(
        isOpen ? [true, 'in_progress'] : [false, undefined],
      );
      const before = await board();
      expect(before?.unfinished.map(({ record }) => record)).toEqual(isOpen ? [id] : []);
      expect(before?.tags.map(({ state }) => state)).not.toContain('as-promoted');
      expect(before?.drift).toEqual([]);

      const again = await bed.run({ inputs: { image: '1.0.0' }, env });
      expect([again.exitCode, tags()]).toEqual([0, ['1.0.0', 'latest', '1.0.0', 'latest']]);
      const record = recordAt(bed, again, { stage: 'qa', outcome: outcome as 'promoted', moved: '4/4' });
      expect(endsAt(bed, 'web/qa')).toEqual([...(isOpen ? ['failed 4/4'] : []), `${outcome} 4/4`]);
      for (const path of ['a/web', 'b/web'])
        expect(attachedAt(bed.prod.store, path, image.root).promotions).toEqual([record]);
      const after = await board();
      expect([after?.unfinished, after?.drift, after?.last?.record]).toEqual([[], [], record.id]);
      expect(after?.tags.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'as-promoted'));

      const third = await bed.run({ inputs: { image: '1.0.0' }, env });
      expect([third.exitCode, outputsOf(third)['record-id']]).toEqual([0, '']);
      expect(promotionsTo(bed, 'web/qa')).toHaveLength(isOpen ? 2 : 1);
    },
  );
});
