import type {
  GitHubSigner,
  IdentitySigner,
  KeySigner,
  Signer,
  TrustRoot,
  TrustSettings,
} from '../domain/signer.ts';
import { parseTextGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';
import { fileOf, type NamedFiles, type WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { readPublicKey } from './public-key.ts';
import { asList } from './resolve-stage.ts';
import type { WrittenSigner } from './schema-trust.ts';
import type { Path } from './yaml.ts';

type Context = {
  readonly written: WrittenConfig;
  readonly files: NamedFiles;
  readonly problems: Problems;
};

const githubIssuer = 'https://token.actions.githubusercontent.com';

export function resolveTrust(written: WrittenConfig, options: Omit<Context, 'written'>): TrustSettings {
  const context = { ...options, written };
  const { roots, offline, signers } = written.trust;
  return {
    roots: roots.flatMap((root, index) => resolveRoot(root, ['trust', 'roots', index], context) ?? []),
    offline,
    signers: Object.entries(signers).flatMap(([name, signer]) => resolveSigner(name, signer, context) ?? []),
  };
}

function resolveRoot(
  root: WrittenConfig['trust']['roots'][number],
  path: Path,
  { written, files, problems }: Context,
): TrustRoot | undefined {
  if (typeof root === 'string') return { kind: root };
  const place: Path = [...path, 'trusted-root'];
  const file = root['trusted-root'];
  return problems.attempt(place, () => {
    const bytes = fileOf(file, { files, position: written.at(place) });
    checkRoot(bytes, file);
    return { kind: 'file', path: file, bytes };
  });
}

/** Only that it is what it is said to be; evidence reads it. `gh attestation trusted-root` writes one root a line. */
function checkRoot(bytes: Uint8Array, file: string): void {
  const invalid = (cause?: unknown): HoistError =>
    new HoistError('config', 'TRUSTED_ROOT_INVALID', `${file} is not a trusted root`, {
      hint: 'It is JSON, as `cosign trusted-root create` or `gh attestation trusted-root` writes it.',
      cause,
    });
  const texts = isJson(bytes) ? [bytes] : linesOf(bytes);
  if (texts.length === 0) throw invalid();
  for (const text of texts) {
    let root: unknown;
    try {
      root = parseStrictJson(text, file);
    } catch (cause) {
      throw invalid(cause);
    }
    const mediaType = isJsonObject(root) ? root['mediaType'] : undefined;
    if (typeof mediaType !== 'string' || !mediaType.startsWith('application/vnd.dev.sigstore.trustedroot'))
      throw invalid();
  }
}

function isJson(bytes: Uint8Array): boolean {
  try {
    parseStrictJson(bytes, '');
    return true;
  } catch {
    return false;
  }
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => new TextEncoder().encode(line));
}

function resolveSigner(name: string, signer: WrittenSigner, context: Context): Signer | undefined {
  const path: Path = ['trust', 'signers', name];
  if (name === 'local') {
    const message = '"local" is what checks call the reports of the job, so no signer may have the name';
    context.problems.add({
      code: 'SIGNER_RESERVED',
      message,
      path,
      part: 'key',
      hint: 'Give it another name.',
    });
  }
  const { github, identity, key } = signer;
  const kinds = [github, identity, key].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) {
    context.problems.add({
      code: 'SIGNER_SHAPE',
      message: `the signer ${name} must be one of github, identity and key${kinds.length === 0 ? '' : ', not several'}`,
      path,
      part: 'key',
      hint: 'Say who it is: { github: { repository: OWNER/REPO, workflow: … } } or { key: { file: … } }.',
    });
    return undefined;
  }
  if (github !== undefined) return resolveGitHub(name, github, context);
  if (identity !== undefined) return resolveIdentity(name, identity, context);
  return key === undefined ? undefined : resolveKey(name, key, context);
}

function resolveGitHub(
  name: string,
  github: NonNullable<WrittenSigner['github']>,
  { problems }: Context,
): GitHubSigner {
  const path: Path = ['trust', 'signers', name, 'github'];
  if (github.server !== 'https://github.com' && github.issuer === githubIssuer) {
    problems.add({
      code: 'SIGNER_ISSUER',
      message: `${github.server} has an issuer of its own, and the signer ${name} names none`,
      path: [...path, 'server'],
      hint: `Add issuer: the \`iss\` of its ID tokens, such as ${github.server}/_services/token.`,
    });
  }
  const { workflow, ref, environment, runner, repository, server, issuer } = github;
  const workflowRef = github['workflow-ref'];
  if (workflow === undefined && workflowRef !== undefined) {
    problems.add({
      code: 'SIGNER_SHAPE',
      message: `the signer ${name} has a workflow-ref and names no workflow`,
      path: [...path, 'workflow-ref'],
      part: 'key',
      hint: 'Add workflow, or say ref for the ref of the run.',
    });
  }
  return {
    kind: 'github',
    name,
    repository,
    server,
    issuer,
    runner,
    ...(workflow === undefined ? {} : { workflow }),
    ...(ref === undefined ? {} : { refs: asList(ref).map(parseTextGlob) }),
    ...(workflowRef === undefined ? {} : { workflowRefs: asList(workflowRef).map(parseTextGlob) }),
    ...(environment === undefined ? {} : { environment }),
    ...(github['repository-id'] === undefined ? {} : { repositoryId: github['repository-id'] }),
    ...(github['owner-id'] === undefined ? {} : { ownerId: github['owner-id'] }),
  };
}

/** A workflow's subject alone would be satisfied by every repository that calls the workflow (policy.md §1.6). */
function resolveIdentity(
  name: string,
  { issuer, subject }: NonNullable<WrittenSigner['identity']>,
  { problems }: Context,
): IdentitySigner {
  if (issuer === githubIssuer || issuer.startsWith(`${githubIssuer}/`)) {
    problems.add({
      code: 'SIGNER_ISSUER',
      message: `the signer ${name} is a workflow on GitHub, whose subject alone does not say which repository ran it`,
      path: ['trust', 'signers', name, 'identity', 'issuer'],
      hint: 'Write github: { repository: OWNER/REPO, workflow: … } instead of identity.',
    });
  }
  return { kind: 'identity', name, issuer, subject };
}

function resolveKey(
  name: string,
  key: NonNullable<WrittenSigner['key']>,
  { written, files, problems }: Context,
): KeySigner | undefined {
  const path: Path = ['trust', 'signers', name, 'key'];
  const { file, pem: text } = key;
  if ((file === undefined) === (text === undefined)) {
    problems.add({
      code: 'SIGNER_SHAPE',
      message: `the key of the signer ${name} is given ${file === undefined ? 'nowhere' : 'twice'}`,
      path,
      part: 'key',
      hint: 'Write key: { file: PATH }, or key: { pem: … }.',
    });
    return undefined;
  }
  const place: Path = [...path, file === undefined ? 'pem' : 'file'];
  const pem = problems.attempt(place, () => {
    // The line itself is not shown: it may be a private key.
    const { file: config, line, column } = written.at(place);
    const position = { file: config, line, column };
    try {
      return file === undefined
        ? readPublicKey(text ?? '', `the key of ${name}`)
        : readPublicKey(new TextDecoder().decode(fileOf(file, { files, position })), file);
    } catch (error) {
      if (!(error instanceof HoistError)) throw error;
      const { code, message, hint, cause } = error;
      throw new HoistError('config', code, message, { hint, cause, position });
    }
  });
  return pem === undefined ? undefined : { kind: 'key', name, pem, transparencyLog: key['transparency-log'] };
}
