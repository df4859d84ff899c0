/** What a host accepts from us. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** Exchanged for access tokens at the token endpoint: a refresh token (P49). `username` where the config has one. */
  | { readonly kind: 'identity'; readonly token: string; readonly username: string | undefined }
  /** Sent to the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Told every secret before it is used, so that no log can show it (A32). */
export type Secret = (value: string) => void;

/** The user name that says "the password is an identity token". */
const tokenUser = '<token>';

/** Undefined for an entry without a password. Reports every form in which the secret may appear. */
export function credentialOf(username: string, password: string, secret: Secret): Credential | undefined {
  if (password === '') return undefined;
  secret(password);
  if (username === tokenUser) return identityOf(password, undefined, secret);
  secret(base64(`${username}:${password}`));
  return { kind: 'basic', username, password };
}

export function identityOf(token: string, username: string | undefined, secret: Secret): Credential {
  secret(token);
  secret(base64(`${username ?? tokenUser}:${token}`));
  return { kind: 'identity', token, username };
}

/** The `Authorization` header of a user name and password; of an identity token where only Basic is spoken. */
export function basicHeader(credential: Exclude<Credential, { kind: 'bearer' }>): string {
  const pair =
    credential.kind === 'basic'
      ? `${credential.username}:${credential.password}`
      : `${credential.username ?? tokenUser}:${credential.token}`;
  return `Basic ${base64(pair)}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
