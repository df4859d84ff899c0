import { asPromoter, issuerOf } from '../domain/accepted-signer.ts';
import { parseTextGlob } from '../domain/glob.ts';
import { stageNamed } from '../domain/pipeline.ts';
import type { Signer, TrustRoot, TrustSettings } from '../domain/signer.ts';
import type { Config } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { World } from '../ports/world.ts';
import type { Command, Option, Values } from './command.ts';
import { readConfig, requireConfig, withRegistry } from './ground.ts';
import { configOption, textOf, wholeImageOption } from './options.ts';

const flag = (name: string, placeholder: string, description: string): Option => ({
  name,
  kind: 'text',
  placeholder,
  surfaces: ['cli'],
  description,
});

const repositoryOption = flag('signer-repository', 'OWNER/REPO', 'The repository whose workflow promotes.');
const workflowOption = flag(
  'signer-workflow',
  'PATH',
  'OWNER/REPO/.github/workflows/FILE that signs, or a file of that repository; default any.',
);
const refOption = flag('signer-ref', 'GLOB', 'The ref of the run: `refs/heads/main`; default any.');
const environmentOption = flag(
  'signer-environment',
  'NAME',
  'The GitHub environment of the job; default any.',
);
const serverOption = flag(
  'signer-server',
  'URL',
  'The GitHub server of that repository. Default: GITHUB_SERVER_URL, or https://github.com.',
);
const keyOption = flag('key', 'FILE', 'A public key in PEM that signs, in place of a workflow.');
const rootOption = flag('trusted-root', 'FILE', 'A trusted_root.json, in place of the published roots.');

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Whether an image in a registry got there by promotion, unaltered, with proof. Writes nothing.',
  writes: false,
  options: [
    wholeImageOption,
    repositoryOption,
    workflowOption,
    refOption,
    environmentOption,
    serverOption,
    keyOption,
    rootOption,
    configOption,
  ],
  async run(world, values) {
    const image = textOf(values, wholeImageOption);
    if (image === undefined)
      throw new HoistError('config', 'IMAGE_MISSING', 'verify needs an image', {
        hint: 'Write hoist verify REPOSITORY:TAG; in Actions, give the input image.',
      });
    const named = await namedSigner(world, values);
    const loaded = await readConfig(world, values);
    const config = named === undefined ? requireConfig(loaded, values) : loaded.config;
    const trust = await trustOf(world, values, { config, named });
    return await withRegistry(world, config, async (registry) => {
      const { verify } = await import('../promotion/verify.ts');
      const document = await verify(
        { world, registry },
        {
          image,
          trust,
          ...(config === undefined ? {} : { stageOf: (stage) => stageNamed(config.pipelines, stage) }),
        },
      );
      return { kind: 'verify', document, notices: loaded.notices, exitCode: document.ok ? 0 : 1 };
    });
  },
};

async function trustOf(
  world: World,
  values: Values,
  { config, named }: { readonly config: Config | undefined; readonly named: Signer | undefined },
): Promise<TrustSettings> {
  const file = textOf(values, rootOption);
  const own: readonly TrustRoot[] | undefined =
    file === undefined ? undefined : [{ kind: 'file', path: file, bytes: await fileAt(world, file) }];
  const roots = own ?? config?.trust.roots ?? [{ kind: 'sigstore' }, { kind: 'github' }];
  const offline = config?.trust.offline ?? 'refuse';
  const signers = named !== undefined ? [named] : await signersOf(world, config);
  if (signers.length === 0)
    throw new HoistError(
      'config',
      'SIGNER_MISSING',
      'nobody is named whose signature would prove a promotion',
      {
        hint: 'Name the repository that promotes with --signer-repository OWNER/REPO, a key with --key, or signers of `trust` in the config with record.signers; files of workflows there count in jobs of their repository only.',
      },
    );
  return { roots, offline, signers };
}

async function signersOf(world: World, config: Config | undefined): Promise<readonly Signer[]> {
  if (config === undefined) return [];
  const { acceptedSigners } = await import('../promotion/accepted.ts');
  return await acceptedSigners({ world, config });
}

/** What a signer is narrowed to says nothing without the repository, and must not be passed over. */
function refuseStray(values: Values): void {
  const [stray] = [workflowOption, refOption, environmentOption, serverOption].filter(
    (option) => textOf(values, option) !== undefined,
  );
  const key = textOf(values, keyOption);
  const repository = textOf(values, repositoryOption);
  if (key !== undefined && (stray !== undefined || repository !== undefined))
    throw new HoistError(
      'config',
      'ARGUMENTS_INVALID',
      `a signature is by a key, or by a workflow: --key goes with no other --signer option`,
      { hint: 'Leave one of them out.' },
    );
  if (stray === undefined || repository !== undefined) return;
  throw new HoistError('config', 'ARGUMENTS_INVALID', `--${stray.name} needs --signer-repository`, {
    hint: 'Name the repository whose workflow promotes: --signer-repository OWNER/REPO.',
  });
}

/** A file alone is one of the repository that promotes. */
function workflowIn(repository: string, workflow: string): string {
  return workflow.startsWith('.github/') ? `${repository}/${workflow}` : workflow;
}

async function namedSigner(world: World, values: Values): Promise<Signer | undefined> {
  refuseStray(values);
  const key = textOf(values, keyOption);
  const repository = textOf(values, repositoryOption);
  if (key !== undefined) {
    const pem = new TextDecoder().decode(await fileAt(world, key));
    return { kind: 'key', name: key, pem, transparencyLog: 'none' };
  }
  if (repository === undefined) return undefined;
  const workflow = textOf(values, workflowOption);
  const ref = textOf(values, refOption);
  const environment = textOf(values, environmentOption);
  const server = serverOf(textOf(values, serverOption) ?? world.run.server ?? 'https://github.com');
  return asPromoter({
    kind: 'github',
    name: repository,
    repository,
    server,
    issuer: issuerOf(server),
    runner: 'any',
    ...(workflow === undefined ? {} : { workflow: workflowIn(repository, workflow) }),
    ...(ref === undefined ? {} : { refs: [parseTextGlob(ref)] }),
    ...(environment === undefined ? {} : { environment }),
  });
}

/** As certificates have it: without a slash at its end. */
function serverOf(text: string): string {
  const { protocol = '', origin = '', pathname = '' } = URL.canParse(text) ? new URL(text) : {};
  if (protocol === 'https:' && pathname === '/') return origin;
  throw new HoistError(
    'config',
    'SERVER_INVALID',
    `${JSON.stringify(text)} is not the server of a repository`,
    {
      hint: 'Write it as GITHUB_SERVER_URL has it: https://github.example.com.',
    },
  );
}

async function fileAt(world: World, path: string): Promise<Uint8Array> {
  const bytes = await world.files.read(path);
  if (bytes !== undefined) return bytes;
  throw new HoistError('config', 'FILE_MISSING', `there is no file ${path}`, {
    hint: 'Give its path from the folder where the command is started.',
  });
}
