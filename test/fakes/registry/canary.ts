import type { IncomingHttpHeaders } from 'node:http';
import { send, type Answer } from './answer.ts';
import { listen, type Tls } from './listener.ts';

export type CanaryOptions = {
  /** Passwords and tokens that must not get here in any form. */
  readonly secrets?: readonly string[];
  readonly tls?: Tls;
  /** What it says to everybody; default 200 and an empty object. */
  readonly answer?: Answer;
};

export type CanaryRequest = {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The first 64 KiB. */
  readonly body: Buffer;
};

/** A stranger's server: it answers everybody and must never see a credential or a layer (T3). */
export interface Canary {
  readonly host: string;
  readonly url: string;
  readonly requests: readonly CanaryRequest[];
  /** Throws if any request carried a credential or a body. */
  assertClean(): void;
  /** Throws if there was any request at all. */
  assertUntouched(): void;
  /** Stops it, then does what {@link Canary.assertClean} does: a test that closes it cannot forget to look. */
  close(): Promise<void>;
}

const credentialHeaders = ['authorization', 'proxy-authorization', 'cookie'];

export async function startCanary(options: CanaryOptions = {}): Promise<Canary> {
  const requests: CanaryRequest[] = [];
  const forms = (options.secrets ?? []).flatMap(formsOf);
  const listener = await listen({ tls: options.tls }, (request, response) => {
    const pieces: Buffer[] = [];
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.once('close', () =>
      requests.push({ ...seen, body: Buffer.concat(pieces).subarray(0, 64 << 10) }),
    );
    request.once('end', () => {
      const answer = options.answer ?? {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{}',
      };
      send(response, { answer, headOnly: request.method === 'HEAD', sent: () => undefined });
    });
  });

  function findings({ method, url, headers, body }: CanaryRequest): readonly string[] {
    const everything = `${url}\n${JSON.stringify(headers)}\n${body.toString('latin1')}`;
    const what = [
      ...credentialHeaders.filter((name) => headers[name] !== undefined),
      ...(body.length > 0 ? [`a body of ${body.length} bytes`] : []),
      ...(forms.some((form) => everything.includes(form)) ? ['a secret'] : []),
    ];
    return what.map((one) => `${method} ${url.split('?')[0] ?? ''} brought ${one}`);
  }

  function assertClean(): void {
    const found = requests.flatMap(findings);
    if (found.length > 0) throw new Error(`the canary saw what it must not see:\n${found.join('\n')}`);
  }

  return {
    host: listener.host,
    url: listener.origin,
    requests,
    assertClean,
    assertUntouched() {
      const [first] = requests;
      if (first !== undefined)
        throw new Error(`the canary got ${requests.length} requests, first ${first.method}`);
    },
    async close() {
      await listener.close();
      assertClean();
    },
  };
}

/** As it is, percent-encoded, and in base64 at each of the three alignments. */
function formsOf(secret: string): readonly string[] {
  const aligned = [0, 1, 2].map((shift) => {
    const text = Buffer.from(' '.repeat(shift) + secret).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  return [secret, encodeURIComponent(secret), ...aligned.filter((text) => text.length >= 4)];
}
