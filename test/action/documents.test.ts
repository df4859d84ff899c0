import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDocuments, writeDocument } from '../../src/action/documents.ts';
import { plan, result } from '../report/examples.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function artifact(name: string, document: unknown): Promise<void> {
  const path = join(folder, name, 'result.json');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(document));
}

describe('when the document of a command is kept', () => {
  it('the whole of it is in the temporary folder of the job', async () => {
    const command = { kind: 'run', document: result, exitCode: 0, notices: [] } as const;
    expect(await writeDocument(folder, command)).toBeUndefined();
    expect(JSON.parse(await readFile(join(folder, 'hoist', 'result.json'), 'utf8'))).toEqual(result);
  });

  it('where there is no such folder there is nothing to keep; where it cannot be written, that is said', async () => {
    const command = { kind: 'plan', document: plan, exitCode: 0, notices: [] } as const;
    expect(await writeDocument(undefined, command)).toBeUndefined();
    expect(await writeDocument('', command)).toBeUndefined();
    await writeFile(join(folder, 'hoist'), 'a file');
    expect(await writeDocument(folder, command)).toContain('is not kept for later steps');
  });
});

describe('when the documents of the jobs are read', () => {
  it('jobs come in the order of their attempts, then of their names', async () => {
    await artifact('hoist-ab12-1-plan', plan);
    for (const name of [
      'hoist-ab12-10-web-qa',
      'hoist-ab12-9-web-qa',
      'hoist-ab12-1-web-qa',
      'hoist-ab12-1-api-qa',
    ]) {
      await artifact(name, { ...result, notices: [name] });
    }
    const found = await readDocuments(folder);
    expect(found.plan).toEqual(plan);
    expect(found.jobs.map((job) => [job.attempt, job.result.notices[0]])).toEqual([
      [1, 'hoist-ab12-1-api-qa'],
      [1, 'hoist-ab12-1-web-qa'],
      [9, 'hoist-ab12-9-web-qa'],
      [10, 'hoist-ab12-10-web-qa'],
    ]);
  });

  it('of several plans the one of the last attempt counts', async () => {
    await artifact('hoist-ab12-2-plan', { ...plan, notices: ['second'] });
    await artifact('hoist-ab12-10-plan', { ...plan, notices: ['tenth'] });
    expect((await readDocuments(folder)).plan.notices).toEqual(['tenth']);
  });

  it('what is no document of a run is left', async () => {
    await artifact('hoist-ab12-1-plan', plan);
    await artifact('hoist-ab12-1-board', { schema: 'hoist/status/v1' });
    await mkdir(join(folder, 'hoist-ab12-1-empty'));
    expect(await readDocuments(folder)).toEqual({ plan, jobs: [] });
  });

  it('without a plan, or without a folder, nothing can be told', async () => {
    await artifact('hoist-ab12-1-web-qa', result);
    for (const place of [folder, join(folder, 'none')]) {
      await expect(readDocuments(place)).rejects.toMatchObject({
        kind: 'unreachable',
        code: 'RESULTS_MISSING',
      });
    }
  });
});
