/** Header names in lower case; a header that came several times is an array. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type HttpRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute; http: only where the host's settings say so. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** A longer answer is cut for errors (status ≥ 400) and an error otherwise (N20–N27). */
  readonly maxBytes: number;
  /** Milliseconds until the headers are there; default 60 s (N14). */
  readonly headersTimeout?: number;
  /** The host was named by a server, not by the user: private and loopback addresses are refused at connect (A10). */
  readonly learned?: boolean;
  readonly signal?: AbortSignal | undefined;
};

export type HttpResponse = {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
};

/** One exchange: no redirect is followed, nothing is retried, nothing is added to the headers. */
export interface Http {
  exchange(request: HttpRequest): Promise<HttpResponse>;
}

/** A header's value where it must be one; several are joined as HTTP says. */
export function headerOf(headers: HttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}
