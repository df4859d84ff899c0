import type { HttpResponse } from '../http/http.ts';
import type { StreamResponse } from '../http/transport.ts';
import { GatheredBytes } from '../image/gathered-bytes.ts';

/** Error bodies (N27); a longer rest is not worth its connection. */
const errorBytes = 64 * 1024;

/** Reads a short body to its end, so that its connection can be used again; the connection of a long one is closed. */
export async function drain(response: StreamResponse): Promise<void> {
  await documentOf(response);
}

/** The start of an error's body as a document, for a message. A body that breaks off ends there. */
export async function documentOf(response: StreamResponse): Promise<HttpResponse> {
  const body = new GatheredBytes();
  try {
    for await (const piece of response.body) {
      body.add(piece.bytes.subarray(0, errorBytes - body.length));
      piece.release();
      if (body.length === errorBytes) break;
    }
  } catch {
    // The status has said what is to be known.
  }
  return { status: response.status, headers: response.headers, body: body.whole() };
}
