import { o as __toESM } from "./rolldown-runtime.js";
import { t as require_pool } from "./pool.js";
import { setMaxListeners } from "node:events";
import { connect, isIP } from "node:net";
import { connect as connect$1 } from "node:tls";

// src/http/on-abort.ts
var import_pool = /* @__PURE__ */ __toESM(require_pool(), 1);
/**
* Calls back when a signal is aborted; gives what stops that. One signal ends a whole run, so a hundred requests listen to
* it at once: Node 20 takes more than ten for a leak and says so to the user.
*/
function onAbort(signal, aborted) {
	if (signal === void 0) return () => {};
	setMaxListeners(0, signal);
	signal.addEventListener("abort", aborted, { once: true });
	return () => signal.removeEventListener("abort", aborted);
}

// src/http/cancellation.ts
/**
* Ties a request to a signal at every moment of its life: while it waits for a connection nobody but its caller can be
* told; once undici has begun it, it is ended there too, and its connection with it.
*/
var Cancellation = class {
	#signal;
	#cancelled;
	#stopListening = () => {};
	#controller;
	constructor(signal, cancelled) {
		this.#signal = signal;
		this.#cancelled = cancelled;
		if (signal?.aborted === true) cancelled(reasonOf(signal));
		else this.#stopListening = onAbort(signal, () => this.#abort());
	}
	/** undici has given the request to a connection. */
	started(controller) {
		this.#controller = controller;
		if (this.#signal?.aborted === true) controller.abort(reasonOf(this.#signal));
	}
	/** The exchange is over: the signal is of no concern any more. */
	over() {
		this.#stopListening();
	}
	#abort() {
		const reason = reasonOf(this.#signal);
		this.#cancelled(reason);
		this.#controller?.abort(reason);
	}
};
function reasonOf(signal) {
	return signal?.reason instanceof Error ? signal.reason : /* @__PURE__ */ new Error("aborted");
}

// src/http/interim.ts
/** A server may announce an answer many times before it gives one, and keep every time-out at bay with it (A18). */
const mostInterim = 16;
var TooManyInterim = class extends Error {
	code = "HOIST_ANSWER_ENDLESS";
};
/** Counts what comes before an answer: `103 Early Hints` and the like say nothing to us. */
var Interim = class {
	#count = 0;
	/** Whether this status is not the answer yet; `stop` is told of one too many. */
	isBefore(status, stop) {
		if (status >= 200) return false;
		this.#count += 1;
		if (this.#count > mostInterim) stop(new TooManyInterim(`more than ${mostInterim} interim answers`));
		return true;
	}
};

// src/http/body-reader.ts
/** Pieces that wait for their reader before the connection is paused: a second one gains nothing and costs memory. */
const queued = 1;
/** A response handler whose body is an async iterable of pieces: views into slabs, each released by whoever reads it. */
var BodyReader = class {
	response;
	#cancellation;
	#interim = new Interim();
	#slabs;
	#queue = [];
	#resolve;
	#reject;
	#controller;
	#wake;
	#paused = false;
	#ended = false;
	#error;
	constructor({ signal }, slabs) {
		this.#slabs = slabs;
		this.response = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		this.response.catch(() => {});
		this.#cancellation = new Cancellation(signal, (reason) => {
			this.#drop();
			this.#fail(reason);
		});
	}
	onRequestStart(controller) {
		this.#controller = controller;
		this.#cancellation.started(controller);
	}
	onResponseStart(controller, status, headers) {
		if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
		const body = { [Symbol.asyncIterator]: () => this.#pieces() };
		this.#resolve({
			status,
			headers,
			body,
			end: () => this.#end()
		});
	}
	onResponseData(controller, chunk) {
		if (chunk.length === 0 || this.#ended) return;
		this.#slabs.hold(chunk);
		this.#queue.push(chunk);
		if (this.#queue.length >= queued) {
			this.#paused = true;
			controller.pause();
		}
		this.#wake?.();
	}
	onResponseEnd() {
		this.#settle();
	}
	onResponseError(_, error) {
		this.#fail(error);
	}
	#goOn() {
		if (!this.#paused || this.#queue.length >= queued) return;
		this.#paused = false;
		this.#controller?.resume();
	}
	#fail(error) {
		this.#error ??= error;
		this.#settle();
		this.#reject(error);
	}
	#settle() {
		this.#cancellation.over();
		this.#ended = true;
		this.#wake?.();
	}
	#drop() {
		for (const bytes of this.#queue.splice(0)) this.#slabs.release(bytes);
	}
	async *#pieces() {
		try {
			for (;;) {
				const bytes = this.#queue.shift();
				if (bytes !== void 0) {
					this.#goOn();
					yield this.#pieceOf(bytes);
				} else if (this.#error !== void 0) throw this.#error;
				else if (this.#ended) return;
				else {
					await new Promise((resolve) => {
						this.#wake = resolve;
					});
					this.#wake = void 0;
				}
			}
		} finally {
			this.#end();
		}
	}
	#end() {
		this.#drop();
		if (!this.#ended) this.#controller?.abort(/* @__PURE__ */ new Error("the body is not wanted any more"));
	}
	/** Released twice, a slab would be filled for two connections at once: the second time counts for nothing. */
	#pieceOf(bytes) {
		let held = true;
		const release = () => {
			if (held) this.#slabs.release(bytes);
			held = false;
		};
		return {
			bytes,
			release
		};
	}
};

// src/http/opening.ts
/** Milliseconds that a connection which nobody asked for is kept, as long as an idle one of the pool. */
const longestWait = 4e3;
/** An error code as undici names it, so that one table of retries serves both. */
var ConnectTimeout = class extends Error {
	code = "UND_ERR_CONNECT_TIMEOUT";
};
/** A connection from its first packet until it is handed over. */
var Opening = class {
	socket;
	#done;
	#timer;
	#state = "opening";
	#error = null;
	#callback;
	/** `timeout`: milliseconds for TCP and TLS together (N13). */
	constructor(socket, { hostname, protocol }, timeout) {
		this.socket = socket;
		this.#done = protocol === "https:" ? "secureConnect" : "connect";
		this.#timer = setTimeout(() => {
			socket.destroy(new ConnectTimeout(`no connection to ${hostname} within ${timeout / 1e3} s`));
		}, timeout);
		socket.on("error", this.#failed);
		socket.once(this.#done, this.#opened);
	}
	/** It failed, or was closed while nobody asked for it. */
	get lost() {
		return this.#state === "failed" || this.socket.destroyed;
	}
	/** Hands it over, now or when it is there. */
	take(callback) {
		this.#callback = callback;
		this.socket.setTimeout(0);
		if (this.#state !== "opening") process.nextTick(() => this.#deliver());
	}
	/** Nobody has asked for it yet. `gone`: it was closed, or never opened; whoever asks gets a new one, and that one's error. */
	wait(gone) {
		this.socket.once("close", gone);
		this.socket.setTimeout(longestWait, () => this.socket.destroy());
	}
	#opened = () => {
		this.#state = "open";
		clearTimeout(this.#timer);
		if (this.#callback !== void 0) this.#deliver();
	};
	#failed = (error) => {
		this.#state = "failed";
		this.#error = error;
		clearTimeout(this.#timer);
		if (this.#callback !== void 0) this.#deliver();
	};
	#deliver() {
		this.socket.removeListener("error", this.#failed);
		this.socket.removeListener(this.#done, this.#opened);
		this.#callback?.(this.#error, this.#error === null ? this.socket : null);
	}
};

// src/http/slab-reader.ts
/** A connection starts small: documents and small blobs never need more. */
const smallSlab = 65536;
/** Measured best for large bodies (transport.md §1). */
const largeSlab = 524288;
/** Over TLS larger ones save nothing more: the bytes come in records of 16 KiB whatever the slab. */
const largeTlsSlab = 262144;
/** A connection that has read so much is on a large body: many small ones would only fill memory with large slabs. */
const longRead = 4194304;
/** A rest shorter than this is not worth a read. */
const shortestRead = 16384;
/**
* Feeds a socket's readable side from slabs: the `onread` option of `net.connect` and `tls.connect` hands over our own
* memory, so that a large body costs few reads and no copy. What the HTTP parser gives to a response handler are views
* into these slabs.
*/
var SlabReader = class {
	#pool;
	#gather;
	#socket;
	#slab;
	#size = smallSlab;
	#read = 0;
	/** Where the next read goes. */
	#end = 0;
	/** From where on bytes were read and not yet handed to the socket's readable side. */
	#start = 0;
	/** What was read and not handed over yet, because the parser has not taken what it was given before. */
	#ready = [];
	/** What was handed over and may still be in the readable side or in the parser. */
	#given = [];
	#flush;
	/** `gather`: TLS gives records of 16 KiB at most; they are put together until the event loop's turn ends. */
	constructor(pool, gather) {
		this.#pool = pool;
		this.#gather = gather;
		this.#slab = pool.take(this.#size);
	}
	/** The socket that was made with {@link onread}. */
	attach(socket) {
		this.#socket = socket;
		const push = socket.push.bind(socket);
		socket.push = (chunk, encoding) => {
			if (chunk === null) this.#handOverAll(push);
			return push(chunk, encoding);
		};
		const read = socket.read.bind(socket);
		socket.read = (size) => {
			const chunk = read(size);
			if (this.#ready.length > 0 || this.#start < this.#end) this.#schedule();
			return chunk;
		};
		socket.once("close", () => this.#close());
	}
	onread = {
		buffer: () => this.#next(),
		callback: (length) => this.#received(length)
	};
	#next() {
		if (this.#slab.length - this.#end < Math.min(shortestRead, this.#size)) {
			this.#cut();
			this.#pool.release(this.#slab);
			this.#slab = this.#pool.take(this.#size);
			this.#end = 0;
			this.#start = 0;
		}
		return this.#slab.subarray(this.#end);
	}
	#received(length) {
		this.#end += length;
		this.#read += length;
		if (this.#read > longRead) this.#size = this.#gather ? largeTlsSlab : largeSlab;
		if (!this.#gather) return this.#handOver();
		if (this.#slab.length - this.#end >= shortestRead) {
			this.#schedule();
			return true;
		}
		this.#cut();
		this.#schedule();
		return this.#ready.length === 1;
	}
	#schedule() {
		this.#flush ??= setImmediate(() => {
			this.#flush = void 0;
			this.#handOver();
		});
	}
	/** What was gathered becomes a piece, which holds its slab from here on. */
	#cut() {
		if (this.#start === this.#end) return;
		const view = this.#slab.subarray(this.#start, this.#end);
		this.#start = this.#end;
		this.#pool.hold(view);
		this.#ready.push(view);
	}
	/**
	* Gives the parser one piece. It reads in order and puts what it could not take back into the readable side: so when
	* that is empty, all that was given before has been parsed, and only what handlers hold keeps those slabs busy.
	*/
	#handOver() {
		const socket = this.#socket;
		if (socket === void 0 || socket.destroyed || socket.readableLength > 0) return false;
		for (const view of this.#given.splice(0)) this.#pool.release(view);
		if (this.#ready.length === 0) this.#cut();
		const view = this.#ready.shift();
		if (view === void 0) return true;
		this.#given.push(view);
		return socket.push(view);
	}
	#handOverAll(push) {
		this.#cut();
		for (const view of this.#ready.splice(0)) {
			this.#given.push(view);
			push(view);
		}
	}
	#close() {
		if (this.#flush !== void 0) clearImmediate(this.#flush);
		for (const view of [
			...this.#given,
			...this.#ready,
			this.#slab
		]) this.#pool.release(view);
		this.#given = [];
		this.#ready = [];
	}
};

// src/http/connect.ts
/**
* A connector for undici whose sockets read into slabs and have a writable mark of 1: a write counts as done when its
* bytes are with the kernel, so a slab is never used again while it waits in a queue (transport.md §3.5).
*/
function slabConnector(options) {
	const spare = [];
	let session;
	let open = 0;
	function dial(target) {
		const secure = target.protocol === "https:";
		const reader = new SlabReader(options.slabs, secure);
		const host = target.hostname.replace(/^\[|\]$/g, "");
		const shared = {
			host,
			highWaterMark: 1,
			onread: reader.onread,
			...options.lookup === void 0 ? {} : { lookup: options.lookup }
		};
		const socket = secure ? connect$1({
			...shared,
			port: Number(target.port || 443),
			...isIP(host) === 0 ? { servername: target.servername ?? host } : {},
			...options.secureContext === void 0 ? {} : { secureContext: options.secureContext },
			...session === void 0 ? {} : { session },
			rejectUnauthorized: options.verify,
			ALPNProtocols: ["http/1.1"]
		}) : connect({
			...shared,
			port: Number(target.port || 80)
		});
		reader.attach(socket);
		socket.setNoDelay(true);
		socket.setKeepAlive(true, 6e4);
		if (secure) socket.on("session", (fresh) => session = fresh);
		return socket;
	}
	function begin(target) {
		open += 1;
		const opening = new Opening(dial(target), target, options.timeout);
		opening.socket.once("close", () => open -= 1);
		return opening;
	}
	return {
		connect(target, callback) {
			let ready = spare.shift();
			while (ready?.lost === true) ready = spare.shift();
			(ready ?? begin(target)).take(callback);
		},
		prepare(target, count) {
			while (open < count) {
				const opening = begin(target);
				spare.push(opening);
				opening.wait(() => {
					const at = spare.indexOf(opening);
					if (at >= 0) spare.splice(at, 1);
				});
			}
		},
		close() {
			for (const opening of spare.splice(0)) opening.socket.destroy();
		}
	};
}

// src/http/document-reader.ts
/** The server sent more than we are ready to read (N20\u2013N27). */
var AnswerTooLong = class extends Error {
	code = "HOIST_ANSWER_TOO_LONG";
};
/** A response handler that reads a document whole, copied out of the connection's buffers. */
var DocumentReader = class {
	response;
	#maxBytes;
	#cancellation;
	#interim = new Interim();
	#chunks = [];
	#resolve;
	#reject;
	#status = 0;
	#headers = {};
	#length = 0;
	#cut = false;
	constructor({ maxBytes, signal }) {
		this.#maxBytes = maxBytes;
		this.response = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		this.response.catch(() => {});
		this.#cancellation = new Cancellation(signal, (reason) => this.#reject(reason));
	}
	onRequestStart(controller) {
		this.#cancellation.started(controller);
	}
	onResponseStart(controller, status, headers) {
		if (this.#interim.isBefore(status, (error) => controller.abort(error))) return;
		this.#status = status;
		this.#headers = headers;
	}
	onResponseData(controller, chunk) {
		if (this.#cut) return;
		const room = this.#maxBytes - this.#length;
		if (chunk.length > room) {
			this.#cut = true;
			if (this.#status < 400) controller.abort(new AnswerTooLong(`more than ${this.#maxBytes} bytes`));
			else {
				this.#chunks.push(Uint8Array.from(chunk.subarray(0, room)));
				this.#finish();
				controller.abort(new AnswerTooLong("the rest of an error is not read"));
			}
			return;
		}
		this.#length += chunk.length;
		this.#chunks.push(Uint8Array.from(chunk));
	}
	onResponseEnd() {
		this.#finish();
	}
	onResponseError(_, error) {
		this.#cancellation.over();
		this.#reject(error);
	}
	#finish() {
		this.#cancellation.over();
		this.#resolve({
			status: this.#status,
			headers: this.#headers,
			body: Buffer.concat(this.#chunks)
		});
	}
};

// src/http/slab.ts
/** Idle slabs kept for the next reader; 8 MiB at most. */
const idleLimit = 8388608;
var SlabPool = class {
	#slabs = /* @__PURE__ */ new WeakMap();
	#idle = /* @__PURE__ */ new Map();
	#idleBytes = 0;
	/** A buffer of `size` bytes, held once. */
	take(size) {
		const idle = this.#idle.get(size)?.pop();
		if (idle !== void 0) {
			this.#idleBytes -= size;
			idle.holds = 1;
			return idle.bytes;
		}
		const slab = {
			bytes: Buffer.allocUnsafeSlow(size),
			holds: 1
		};
		this.#slabs.set(slab.bytes.buffer, slab);
		return slab.bytes;
	}
	/** Keeps the slab that a view looks into; a view of anything else is left to the garbage collector. */
	hold(view) {
		const slab = this.#slabs.get(view.buffer);
		if (slab !== void 0) slab.holds += 1;
	}
	release(view) {
		const slab = this.#slabs.get(view.buffer);
		if (slab === void 0 || slab.holds === 0) return;
		slab.holds -= 1;
		if (slab.holds > 0) return;
		const size = slab.bytes.length;
		if (this.#idleBytes + size > idleLimit) return;
		this.#idleBytes += size;
		const idle = this.#idle.get(size);
		if (idle === void 0) this.#idle.set(size, [slab]);
		else idle.push(slab);
	}
};

// src/http/transport.ts
const connectTimeout = 1e4;
const headersTimeout = 6e4;
const bodyTimeout = 6e4;
/** Response headers as a whole (N28). */
const maxHeaderSize = 16384;
/**
* HTTP/1.1 on undici's dispatcher: one pool for each origin, never shared with hosts that a server named, no redirects,
* no retries, no decoding (registry.md e.3).
*/
function createTransport(options) {
	const slabs = new SlabPool();
	const senders = /* @__PURE__ */ new Map();
	let closed = false;
	function senderFor(request) {
		const learned = request.learned === true;
		const key = `${learned ? "learned " : ""}${request.url.origin}`;
		const known = senders.get(key);
		if (known !== void 0) return known;
		const made = makeSender(request.url, learned);
		senders.set(key, made);
		return made;
	}
	async function makeSender(url, learned) {
		const origin = options.origin(url);
		const common = {
			connections: origin.connections,
			pipelining: 1,
			allowH2: false,
			headersTimeout,
			bodyTimeout,
			maxHeaderSize,
			keepAliveTimeout: 4e3
		};
		if (origin.proxy !== void 0) return proxySender(origin, origin.proxy, common);
		const connector = slabConnector({
			slabs,
			secureContext: origin.secureContext,
			verify: origin.verify,
			lookup: learned ? options.guardedLookup : void 0,
			timeout: connectTimeout
		});
		return {
			dispatcher: new import_pool.default(url.origin, {
				...common,
				connect: connector.connect
			}),
			copies: false,
			connector
		};
	}
	async function dispatch(request, handler, body) {
		request.signal?.throwIfAborted();
		if (closed) throw new Error("the transport is closed");
		const { dispatcher, copies } = await senderFor(request);
		await new Promise((resolve) => setImmediate(resolve));
		request.signal?.throwIfAborted();
		dispatcher.dispatch({
			origin: request.url.origin,
			path: `${request.url.pathname}${request.url.search}`,
			method: request.method,
			headers: { ...request.headers },
			body: body === void 0 ? request.body ?? null : sendable(body, copies),
			reset: false,
			idempotent: false,
			headersTimeout: request.headersTimeout ?? headersTimeout
		}, handler);
	}
	return {
		async exchange(request) {
			const reader = new DocumentReader(request);
			await dispatch(request, reader);
			return answered(reader.response);
		},
		async download(request) {
			const reader = new BodyReader(request, slabs);
			await dispatch(request, reader);
			return answered(reader.response);
		},
		async upload({ pieces, size, ...request }) {
			const reader = new DocumentReader(request);
			const headers = {
				...request.headers,
				"content-length": String(size)
			};
			await dispatch({
				...request,
				headers
			}, reader, size === 0 ? void 0 : pieces);
			return answered(reader.response);
		},
		prepare(url, count) {
			if (closed) return;
			senderFor({ url }).then(({ connector }) => {
				if (!closed) connector?.prepare(url, count);
			}, () => void 0);
		},
		async close() {
			closed = true;
			const open = await Promise.allSettled(senders.values());
			senders.clear();
			await Promise.all(open.flatMap((sender) => sender.status === "fulfilled" ? [ended(sender.value)] : []));
		}
	};
}
function ended({ dispatcher, connector }) {
	connector?.close();
	return dispatcher.destroy();
}
/** What undici says in words only, with a code of ours: one table of retries and one of messages serve all errors. */
var TransportError = class extends Error {
	code;
	constructor(code, cause) {
		super(cause.message, { cause });
		this.code = code;
	}
};
async function answered(response) {
	try {
		return await response;
	} catch (error) {
		throw error instanceof Error ? coded(error) : error;
	}
}
function coded(error) {
	if (error.name === "HTTPParserError") return new TransportError("HOIST_ANSWER_NOT_HTTP", error);
	const status = /^Proxy response \(([0-9]{3})\)/.exec(error.message)?.[1];
	return status === void 0 ? error : new TransportError(`HOIST_PROXY_${status}`, error);
}
/**
* Behind a proxy the sockets are undici's own: their queues may hold bytes, so pieces are copied (`copies`). It takes the
* whole of undici, whose proxy agent needs methods that only the package's entry gives to its dispatchers.
*/
async function proxySender(origin, proxy, common) {
	const { ProxyAgent } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	return {
		dispatcher: new ProxyAgent({
			...common,
			uri: proxy.url.href,
			...proxy.authorization === void 0 ? {} : { token: proxy.authorization },
			requestTls: {
				rejectUnauthorized: origin.verify,
				...origin.secureContext === void 0 ? {} : { secureContext: origin.secureContext }
			}
		}),
		copies: true
	};
}
/**
* The bytes of pieces, for undici: it asks for the next one only when the last is on the wire. A piece whose sending was
* cut short is not released: some socket may still look at it, and the garbage collector knows when none does.
*/
async function* sendable(pieces, copies) {
	for await (const piece of pieces) if (copies) {
		const copy = Uint8Array.from(piece.bytes);
		piece.release();
		yield copy;
	} else {
		yield piece.bytes;
		piece.release();
	}
}

export { AnswerTooLong as n, onAbort as r, createTransport as t };