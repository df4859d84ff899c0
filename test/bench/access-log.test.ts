import { describe, expect, it } from 'vitest';
import { benchAgent, countRequests, sumRequests } from './access-log.ts';

function logged(request: string, { status = 200, bytes = 0, agent = 'hoist/1' } = {}): string {
  return `127.0.0.1 - - [21/Nov/2026:10:06:38 +0000] "${request} HTTP/1.1" ${status} ${bytes} "" "${agent}"`;
}

const blob = `/v2/acme/web/blobs/sha256:${'a'.repeat(64)}`;
const uploads = '/v2/acme/web/blobs/uploads/';

describe('the count of requests', () => {
  it('when the log holds other lines too, it counts the requests by method', () => {
    const log = [
      'time="2026-11-21T10:06:37Z" level=info msg="listening on 127.0.0.1:37147" version=v3.1.2',
      'time="2026-11-21T10:06:38Z" level=info msg="response completed" http.request.method=GET http.request.uri=/v2/',
      logged('GET /v2/'),
      logged('HEAD /v2/acme/web/manifests/1.4.2', { status: 404 }),
      // An answer over HTTP/2, and a name with a quote in it.
      logged('HEAD /v2/acme/web/manifests/1.4.3', { agent: 'my \\"own\\" client' }).replace('/1.1', '/2.0'),
      '',
    ].join('\n');
    expect(countRequests(log)).toMatchObject({ total: 3, byMethod: { GET: 1, HEAD: 2 } });
  });

  it("when the bench itself asked, that is not the program's doing", () => {
    const log = [logged('GET /v2/', { agent: benchAgent }), logged('GET /v2/')].join('\n');
    expect(countRequests(log).total).toBe(1);
  });

  it('when blobs are read, it adds up their bytes, and no others', () => {
    const log = [
      logged(`GET ${blob}`, { bytes: 1000 }),
      logged(`GET ${blob}`, { bytes: 500, status: 206 }),
      logged(`HEAD ${blob}`),
      logged('GET /v2/acme/web/manifests/1.4.2', { bytes: 700 }),
    ].join('\n');
    expect(countRequests(log)).toMatchObject({ blobReads: 2, blobBytesRead: 1500 });
  });

  it('when blobs are written, it counts what carried bytes, and not what opens an upload or mounts', () => {
    const count = (...requests: readonly string[]): number =>
      countRequests(requests.map((request) => logged(request)).join('\n')).blobWrites;
    expect(count(`POST ${uploads}`, `POST ${uploads}?mount=sha256:aa&from=acme/dev`)).toBe(0);
    expect(count(`PUT ${uploads}1-2?_state=x&digest=sha256:aa`)).toBe(1);
    expect(count(`PATCH ${uploads}1-2?_state=x`, `POST ${uploads}?digest=sha256:aa`)).toBe(2);
    expect(count('PUT /v2/acme/web/manifests/1.4.2')).toBe(0);
  });

  it('when there are several registries, the counts add up', () => {
    const sum = sumRequests([
      countRequests(logged(`GET ${blob}`, { bytes: 10 })),
      countRequests([logged(`GET ${blob}`, { bytes: 5 }), logged(`PUT ${uploads}1`)].join('\n')),
    ]);
    expect(sum).toEqual({
      total: 3,
      byMethod: { GET: 2, PUT: 1 },
      blobReads: 2,
      blobBytesRead: 15,
      blobWrites: 1,
    });
  });
});
