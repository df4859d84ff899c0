import { V as HoistError } from "./start.js";
import { J as announce, X as listeners, Y as deliveryOf } from "./promotion.js";

// src/promotion/redeliver.ts
async function sendTest(world, config) {
	if (config.notify.length === 0) throw noHooks("the config has no webhook");
	const id = world.newId();
	const body = JSON.stringify({
		schema: "hoist/hook-test/v1",
		id,
		sent: world.clock.now().toISOString()
	});
	return (await announce(world, config.notify, {
		id,
		body
	})).map(hookCheck);
}
async function redeliver(world, config, id) {
	const record = await recordOf(world, config, id);
	const to = listeners(config.notify, record);
	if (to.length === 0) throw noHooks(`no webhook listens for ${record.result?.outcome ?? "this"} of ${record.intent.pipeline}/${record.intent.stage}`);
	return (await announce(world, to, deliveryOf(world, record))).map(hookCheck);
}
async function recordOf(world, { record: settings }, id) {
	const journal = await world.journal(settings);
	for await (const entry of journal.list()) {
		if (entry.id !== id) continue;
		const { intent, result } = entry;
		if (result !== void 0) return {
			schema: "hoist/promotion/v1",
			id,
			intent,
			result
		};
		throw new HoistError("config", "RECORD_WITHOUT_RESULT", `the journal does not keep the result of ${id}`, { hint: "A promotion that died has none. Of others the whole record is in the output `result` of their run." });
	}
	throw new HoistError("config", "RECORD_UNKNOWN", `the journal has no record ${JSON.stringify(id.slice(0, 60))}`, { hint: "The id is that of the record: it is in the summary and in the output record-id." });
}
function hookCheck({ urlFromEnv, ok, message }) {
	return {
		urlFromEnv,
		ok,
		message
	};
}
function noHooks(message) {
	return new HoistError("config", "NOTIFY_EMPTY", message, { hint: "Webhooks are listed under notify in the config." });
}

export { redeliver, sendTest };