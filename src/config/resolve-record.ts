import type { RecordSettings, SigstoreServices } from '../domain/config.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';

/** Where promotions are recorded, and whose word counts for them. */
export function resolveRecord(written: WrittenConfig, problems: Problems): RecordSettings {
  const { record, trust } = written;
  const { signers, sigstore, deployments, attest } = record;
  const known = Object.keys(trust.signers);
  for (const [index, name] of (signers ?? []).entries()) {
    if (!isWorkflow(name) && !known.includes(name))
      problems.unknown('signer', name, { path: ['record', 'signers', index], known });
  }
  const key = record['key-from-env'];
  if (sigstore !== undefined && sigstore.rekor === undefined && sigstore.timestamps === undefined) {
    problems.add({
      code: 'SIGSTORE_UNWITNESSED',
      message: 'nobody would witness when a statement was signed, and so no certificate could be verified',
      path: ['record', 'sigstore'],
      part: 'key',
      hint: 'Name the transparency log as rekor, or the time-stamping authority as timestamps.',
    });
  }
  return {
    deployments,
    attest,
    linkedArtifacts: record['linked-artifacts'],
    ...(key === undefined ? {} : { keyFromEnv: key }),
    ...(signers === undefined
      ? {}
      : {
          signers: signers.filter((name) => !isWorkflow(name)),
          workflows: signers.filter(isWorkflow),
        }),
    ...(sigstore === undefined ? {} : { sigstore: servicesOf(sigstore) }),
  };
}

/** No name has a slash. */
function isWorkflow(name: string): boolean {
  return name.includes('/');
}

type WrittenServices = NonNullable<WrittenConfig['record']['sigstore']>;

function servicesOf({ fulcio, rekor, timestamps }: WrittenServices): SigstoreServices {
  return {
    fulcio,
    ...(rekor === undefined ? {} : { rekor }),
    ...(timestamps === undefined ? {} : { timestamps }),
  };
}
