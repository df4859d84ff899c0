import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import type { FakeWorkflow } from '../fakes/sigstore.ts';
import { startSigstore, type SigstoreServer } from '../fakes/sigstore-server.ts';
import { startActionBed, type ActionBed } from './action-bed.ts';
import { startHoist, type Hoist, type Ran } from './hoist.ts';

/** The workflow of `acme/web` that promotes, in the run that the runner is. */
export const own: FakeWorkflow = {
  repository: 'acme/web',
  workflow: 'acme/web/.github/workflows/promote.yml',
  run: '4242',
};

export const rootPath = '.github/root.json';

/** The Action in jobs that may sign, and an auditor who has nothing but the registry and the roots. */
export interface ProofBed {
  readonly bed: ActionBed;
  readonly sigstore: SigstoreServer;
  /** Commits a config with these pipelines and what else it says; the instance that signs is added. */
  config(text: string, record?: string): void;
  push(tag: string): Digest;
  promote(workflow: FakeWorkflow, inputs?: Readonly<Record<string, string>>): Promise<ActionRun>;
  verify(image: string, ...words: readonly string[]): Promise<Ran & { readonly document: unknown }>;
  readonly auditor: Hoist;
  close(): Promise<void>;
}

export async function startProofBed(): Promise<ProofBed> {
  const sigstore = await startSigstore();
  const { trustRoot } = sigstore;
  if (trustRoot.kind !== 'file') throw new Error('the root is no file');
  const root = Buffer.from(trustRoot.bytes).toString();
  const bed = await startActionBed({ files: { [rootPath]: root } });
  const auditor = await startHoist({ files: { 'root.json': root } });
  return {
    bed,
    sigstore,
    auditor,
    config(text, record = 'attest: required') {
      const services = `sigstore: { fulcio: '${sigstore.url}', rekor: '${sigstore.url}' }`;
      bed.config(`version: 1\nrecord: { ${record}, ${services} }\n${text}`);
    },
    push: (tag) => addSample(bed.dev.store, 'dev/web', { seed: tag, tags: [tag] }).root,
    promote: async (workflow, inputs = {}) =>
      await bed.run({
        inputs: { image: '1.0.0', pipeline: 'web', ...inputs },
        env: sigstore.jobOf(workflow),
      }),
    async verify(image, ...words) {
      const ran = await auditor.run('verify', image, '--trusted-root', 'root.json', '--json', ...words);
      return { ...ran, document: JSON.parse(ran.stdout) as unknown };
    },
    async close() {
      await Promise.all([bed.close(), sigstore.close(), auditor.close()]);
    },
  };
}
