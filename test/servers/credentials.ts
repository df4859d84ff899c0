export type Credentials = { readonly user: string; readonly password: string };

/** Whom the htpasswd file and the token server of the tests know. */
export const goodCredentials: Credentials = { user: 'hoist', password: 'correct horse' };

/** The same user with a password that is not theirs. */
export const badCredentials: Credentials = { user: 'hoist', password: 'battery staple' };

/** `user:bcrypt(password)` of {@link goodCredentials}, cost 5; made with `crypt(3)`. */
export const htpasswd = 'hoist:$2y$05$N3Xv9Qm1Tz7Lk0Pb2Rc8WuRZn56gmksU6swuTSVi7Ql9q5mh/OHam\n';

/** The value of an `Authorization` header. */
export function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** What a Basic `Authorization` header says, undefined where it is none. */
export function readBasic(header: string | undefined): Credentials | undefined {
  const encoded = /^basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
