// src/promotion/announce.ts
/** Milliseconds before another try; a receiver that says how long is obeyed. */
const waits = [
	1e3,
	5e3,
	15e3
];
/** In all, so that a receiver that is down does not hold a promotion up. */
const deadline = 6e4;
/** The webhooks that are told of an outcome of a pipeline. */
function listeners(notify, { intent, result }) {
	return notify.filter(({ on, pipelines }) => result !== void 0 && on.includes(result.outcome) && (pipelines === void 0 || pipelines.includes(intent.pipeline)));
}
/** A record as it is delivered: the same bytes and id each time. */
function deliveryOf(world, record) {
	return {
		id: record.id,
		body: JSON.stringify(world.hide(record))
	};
}
/** Delivers to each webhook, at least once where that can be: tried again where trying may help. Never an error. */
async function announce(world, to, message) {
	if (to.length === 0) return [];
	const notifier = await world.notifier();
	return await Promise.all(to.map((one) => deliver({
		world,
		notifier
	}, one, message)));
}
async function deliver({ world, notifier }, to, message) {
	const { clock, signal } = world;
	const { urlFromEnv } = to;
	const began = clock.ticks();
	for (let tries = 1;; tries += 1) {
		const delivery = await notifier.send(to, message);
		if (delivery.state === "delivered") return {
			urlFromEnv,
			ok: true,
			message: `the receiver answered ${delivery.status}`,
			tries
		};
		const wait = Math.max(waits[tries - 1] ?? 0, delivery.after ?? 0);
		const left = deadline - (clock.ticks() - began);
		if (!delivery.retry || tries > waits.length || wait > left || signal.aborted || !await slept(world, wait)) return {
			urlFromEnv,
			ok: false,
			message: delivery.why,
			tries
		};
	}
}
/** False where the run is over. */
async function slept({ clock, signal }, milliseconds) {
	try {
		await clock.sleep(milliseconds, signal);
		return true;
	} catch {
		return false;
	}
}

export { deliveryOf as n, listeners as r, announce as t };