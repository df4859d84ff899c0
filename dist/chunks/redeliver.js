import { U as HoistError } from "./start.js";
import { it as listeners, nt as announce, rt as deliveryOf } from "./promotion.js";

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
const largest = 16777216;
async function redeliver(world, config, which) {
	const wanted = (/[./]/.test(which) ? await recordsIn(world, which) : [await recordOf(world, config, which)]).map((record) => ({
		record,
		to: listeners(config.notify, record)
	}));
	const deaf = wanted.filter(({ to }) => to.length === 0).map(({ record }) => whatOf(record));
	if (deaf.length === wanted.length) throw noHooks(`no webhook listens for ${deaf.join(", ")}`);
	const told = [];
	for (const { record, to } of wanted) told.push(...(await announce(world, to, deliveryOf(world, record))).map(hookCheck));
	return told;
}
function whatOf({ intent, result }) {
	return `${result?.outcome ?? "this"} of ${intent.pipeline}/${intent.stage}`;
}
async function recordsIn(world, path) {
	const bytes = await (await world.workspace()).read(path, largest);
	if (bytes === void 0) throw new HoistError("config", "RECORD_UNKNOWN", `there is no file ${JSON.stringify(path.slice(0, 200))}`, { hint: "Write the output `result` of the run to a file of this folder, or name a record of the journal." });
	const { Record } = await import("./promotion-record2.js");
	const document = documentOf(bytes);
	const found = Array.isArray(document.records) ? document.records : [document];
	if (found.length === 0 || !found.every((one) => Record.safeParse(one).success)) throw new HoistError("config", "RECORD_INVALID", `${path} holds no record of a promotion`, { hint: "A record is what record.schema.json describes; the output `result` holds the records of a run." });
	const records = found;
	const open = records.find(({ result }) => result === void 0);
	if (open !== void 0) throw new HoistError("config", "RECORD_WITHOUT_RESULT", `the record ${open.id} has no result`, { hint: "It is of a promotion that is under way, or died." });
	return records;
}
function documentOf(bytes) {
	try {
		const value = JSON.parse(new TextDecoder().decode(bytes));
		return typeof value === "object" && value !== null ? value : {};
	} catch {
		return {};
	}
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
		throw new HoistError("config", "RECORD_WITHOUT_RESULT", `the journal does not keep the result of ${id}`, { hint: "A promotion that died has none. Of others the whole record is in the output `result` of their run: give a file with that." });
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