import { HoistError } from '../errors.ts';
import { credentialOf, type Credential, type Secret } from './credential.ts';
import { readHelperAnswer } from './schema.ts';

/** How a helper program ended: undefined where there is no such program. */
export type HelperResult = { readonly code: number; readonly output: string } | undefined;

/** Runs `docker-credential-<name> get` with the server on standard input, without a shell. */
export type RunHelper = (name: string, server: string) => Promise<HelperResult>;

const nameGrammar = /^[a-z0-9-]+$/;

/**
 * Asks a credential helper (docker-credential-helpers' protocol). Undefined where it knows nothing of the server.
 *
 * @throws HoistError `CREDENTIAL_HELPER` for a name that is none (A29), a program that is not there, that fails, or that
 *   answers anything else. Its output is never shown: it may hold the secret.
 */
export async function askHelper(
  name: string,
  server: string,
  { run, secret }: { readonly run: RunHelper; readonly secret: Secret },
): Promise<Credential | undefined> {
  if (!nameGrammar.test(name)) {
    throw failed('the Docker config names a credential helper with characters that a name does not have', {
      hint: 'A credential helper is named by letters, digits and "-": "ecr-login".',
    });
  }
  const result = await run(name, server);
  if (result === undefined) {
    throw failed(`docker-credential-${name}, which the Docker config names for ${server}, is not installed`, {
      hint: 'Install it, or remove it from credHelpers or credsStore of the Docker config.',
    });
  }
  if (result.code !== 0) {
    if (/credentials not found/i.test(result.output)) return undefined;
    throw helperFailed(name, `failed for ${server} with exit code ${result.code}`, { server });
  }
  const answer = readHelperAnswer(result.output);
  if (answer === undefined)
    throw helperFailed(name, 'did not answer with a user name and a secret', { server });
  return credentialOf(answer.Username, answer.Secret, secret);
}

/** Of a helper that is there and does not do what it should; `what` is the end of a sentence. */
export function helperFailed(
  name: string,
  what: string,
  { server, hint }: { readonly server: string; readonly hint?: string | undefined },
): HoistError {
  return failed(`docker-credential-${name} ${what}`, {
    hint: hint ?? `Look at what it does: echo ${server} | docker-credential-${name} get`,
  });
}

function failed(message: string, options: { readonly hint: string }): HoistError {
  return new HoistError('config', 'CREDENTIAL_HELPER', message, options);
}
