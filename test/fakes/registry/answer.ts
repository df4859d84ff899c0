import type { ServerResponse } from 'node:http';
import { slices, type StoredBlob } from './store.ts';

export type AnswerHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/** A part of a blob, sent from the pieces it is kept in. */
export type BlobPart = { readonly blob: StoredBlob; readonly from: number; readonly to: number };

export type Answer = {
  readonly status: number;
  readonly headers?: AnswerHeaders;
  readonly body?: string | Uint8Array | BlobPart;
};

/** Where the sending of a body stops before its end, and how: a reset, a clean close, or silence. */
export type Cut = 'reset' | 'close' | 'silence';

/** An answer in the spec's error format. */
export function problem(status: number, code: string, message: string, detail?: unknown): Answer {
  const error = detail === undefined ? { code, message } : { code, message, detail };
  return jsonAnswer(status, { errors: [error] });
}

export function jsonAnswer(status: number, value: unknown, headers: AnswerHeaders = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function withHeaders(answer: Answer, headers: AnswerHeaders): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

export function bodyLength({ body }: Answer): number {
  if (body === undefined) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.length : body.to - body.from;
}

export type SendOptions = {
  readonly answer: Answer;
  /** An answer to HEAD says how long the body would be and has none. */
  readonly headOnly: boolean;
  readonly cut?: Cut | undefined;
  /** Told of every piece of body that was handed to the socket. */
  readonly sent: (bytes: number) => void;
};

/** Pieces that are written as one: 1 MiB of the 64 KiB that a socket reads at once. */
const batch = 16;

export function send(response: ServerResponse, options: SendOptions): void {
  const { answer, cut } = options;
  const length = bodyLength(answer);
  const headers = {
    ...(length > 0 || mayHaveBody(answer.status) ? { 'content-length': length } : {}),
    ...answer.headers,
  };
  response.writeHead(answer.status, headers);
  if (options.headOnly || length === 0) {
    response.end();
    return;
  }
  const pieces = piecesOf(answer, cut === undefined ? length : Math.floor(length / 2));
  function pump(): void {
    response.cork();
    for (let count = 0; count < batch; count += 1) {
      const next = pieces.next();
      if (next.done === true) {
        response.uncork();
        finish(response, cut);
        return;
      }
      options.sent(next.value.length);
      response.write(next.value);
    }
    response.uncork();
    if (response.writableNeedDrain) response.once('drain', pump);
    else setImmediate(pump);
  }
  pump();
}

function finish(response: ServerResponse, cut: Cut | undefined): void {
  if (cut === undefined) {
    response.end();
    return;
  }
  const { socket } = response;
  if (cut === 'silence' || socket === null) return;
  if (cut === 'close') socket.end();
  else if (socket.writableLength === 0) socket.resetAndDestroy();
  else socket.once('drain', () => socket.resetAndDestroy());
}

function* piecesOf({ body }: Answer, length: number): Generator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    yield (typeof body === 'string' ? Buffer.from(body) : body).subarray(0, length);
    return;
  }
  yield* slices(body.blob, body.from, body.from + length);
}

function mayHaveBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}
