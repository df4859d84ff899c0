import type { HelperResult } from '../../src/registry/credential-helper.ts';
import {
  createCredentials,
  type Credentials,
  type CredentialsOptions,
} from '../../src/registry/credentials.ts';

type Setup = {
  readonly files?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly helpers?: Record<string, (server: string) => HelperResult>;
  readonly githubToken?: string;
  readonly ticks?: () => number;
};

type Bench = {
  readonly lookup: Credentials['lookup'];
  readonly secrets: string[];
  readonly asked: string[];
};

export function bench({
  files = {},
  env = { HOME: '/home/runner' },
  helpers = {},
  githubToken,
  ticks = () => 0,
}: Setup): Bench {
  const secrets: string[] = [];
  const asked: string[] = [];
  const options: CredentialsOptions = {
    env,
    readFile: async (path) => (path in files ? Buffer.from(JSON.stringify(files[path])) : undefined),
    realPath: async (path) => path,
    run: async (name, server) => {
      asked.push(`${name} ${server}`);
      return helpers[name]?.(server);
    },
    githubToken,
    secret: (value) => secrets.push(value),
    ticks,
  };
  return { ...createCredentials(options), secrets, asked };
}

export function auth(user: string): { auth: string } {
  return { auth: Buffer.from(`${user}:secret`).toString('base64') };
}

export function answer(user: string, secret = 'secret'): HelperResult {
  return { code: 0, output: JSON.stringify({ ServerURL: 'x', Username: user, Secret: secret }) };
}

export const home = '/home/runner/.docker/config.json';

export async function userOf(found: Promise<unknown>): Promise<unknown> {
  return ((await found) as { username?: string } | undefined)?.username;
}
