// The least that a program on undici's dispatcher does to copy the layers of one image between two registries without TLS:
// no options, no credentials, no errors that anybody could read, nothing looked for, nothing read back. What it takes is
// the floor under any program with that transport (docs/benchmarks.md). Plain JavaScript: to strip types costs time.
//
// node bare-relay.mjs HOST/REPOSITORY:TAG HOST/REPOSITORY:TAG
import { createHash } from 'node:crypto';
import net from 'node:net';
import v8 from 'node:v8';
import Pool from 'undici/lib/dispatcher/pool.js';

const slabSize = 768 * 1024;
const relays = 4;

const [from, to] = process.argv.slice(2).map((text) => {
  const [, host, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(text) ?? [];
  return { host, repository, tag };
});

/** @type {Buffer[]} */
const idle = [];

/** A connector whose sockets read into large buffers that are used again (transport.md §3.4). */
function connect({ hostname, port }, callback) {
  const socket = net.connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    highWaterMark: 1,
    onread: {
      buffer: () => idle.pop() ?? Buffer.allocUnsafeSlow(slabSize),
      callback: (length, slab) => socket.push(slab.subarray(0, length)),
    },
  });
  socket.once('connect', () => callback(null, socket));
  socket.once('error', (error) => callback(error));
}

const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
const [source, target] = [from, to].map(({ host }) => new Pool(`http://${host}`, { connect, ...timeouts }));

function ask(pool, request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let head;
    pool.dispatch(
      { reset: false, ...request },
      {
        onRequestStart() {},
        onResponseStart: (_, status, headers) => (head = { status, headers }),
        onResponseData: (_, chunk) => chunks.push(Buffer.from(chunk)),
        onResponseEnd: () =>
          head.status < 300
            ? resolve({ ...head, body: Buffer.concat(chunks) })
            : reject(new Error(`${head.status}`)),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

/** The bytes of a blob, hashed, with at most two pieces waiting. */
function read(blob) {
  const hash = createHash('sha256');
  const pieces = [];
  let control;
  let ended = false;
  let wake = () => {};
  source.dispatch(
    { method: 'GET', path: `/v2/${from.repository}/blobs/${blob.digest}`, reset: false },
    {
      onRequestStart: (controller) => (control = controller),
      onResponseStart() {},
      onResponseData(controller, piece) {
        if (piece.length === 0) return;
        hash.update(piece);
        pieces.push(piece);
        if (pieces.length === 2) controller.pause();
        wake();
      },
      onResponseEnd() {
        ended = true;
        wake();
      },
      onResponseError(_, error) {
        throw error;
      },
    },
  );
  async function* body() {
    for (;;) {
      const piece = pieces.shift();
      if (piece !== undefined) {
        if (control.paused) control.resume();
        yield piece;
        idle.push(Buffer.from(piece.buffer));
      } else if (ended) break;
      else await new Promise((resolve) => (wake = resolve));
    }
    if (`sha256:${hash.digest('hex')}` !== blob.digest) throw new Error(`other bytes than ${blob.digest}`);
  }
  return body();
}

async function copy(blob) {
  const { headers } = await ask(target, {
    method: 'POST',
    path: `/v2/${to.repository}/blobs/uploads/`,
    headers: { 'content-length': '0' },
  });
  const place = new URL(headers.location, `http://${to.host}`);
  place.searchParams.set('digest', blob.digest);
  await ask(target, {
    method: 'PUT',
    path: `${place.pathname}${place.search}`,
    headers: { 'content-length': String(blob.size), 'content-type': 'application/octet-stream' },
    body: read(blob),
  });
}

const type = 'application/vnd.oci.image.manifest.v1+json';
const image = await ask(source, {
  method: 'GET',
  path: `/v2/${from.repository}/manifests/${from.tag}`,
  headers: { accept: type },
});
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--semi-space-growth-factor=1'])
  v8.setFlagsFromString(flag);
const { config, layers } = JSON.parse(image.body.toString());
const blobs = [...layers, config];
await Promise.all(
  Array.from({ length: relays }, async () => {
    for (let blob = blobs.shift(); blob !== undefined; blob = blobs.shift()) await copy(blob);
  }),
);
await ask(target, {
  method: 'PUT',
  path: `/v2/${to.repository}/manifests/${to.tag}`,
  headers: { 'content-type': type },
  body: image.body,
});
await Promise.all([source.destroy(), target.destroy()]);
