import { H as shortDigest } from "./start.js";
import { b as stateSign, m as fit, o as stagesMarkdown, p as commentRoom, u as stageMarkdown, y as isState } from "./result.js";
import { c as code, d as prose, p as tables, u as link, x as instantText } from "./terminal.js";

// src/report/comment-state.ts
const mostSections = 40;
const most = {
	images: 3,
	text: 200,
	note: 3500
};
const note = /<!-- hoist-state:([A-Za-z0-9+/=]+) -->\s*$/;
function sectionsNote(sections) {
	for (let from = Math.max(0, sections.length - 40); from < sections.length; from += 1) {
		const text = Buffer.from(JSON.stringify(sections.slice(from))).toString("base64");
		if (text.length <= most.note) return `<!-- hoist-state:${text} -->`;
	}
	return "";
}
function readSections(body) {
	const written = note.exec(body)?.[1];
	if (written === void 0 || written.length > most.note) return [];
	const value = parse(Buffer.from(written, "base64").toString());
	if (!Array.isArray(value)) return [];
	return value.slice(0, 40).flatMap((one) => sectionOf(one) ?? []);
}
function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function sectionOf(value) {
	if (typeof value !== "object" || value === null) return void 0;
	const { pipeline, stage, state, planned, images, at, actor, run, url } = value;
	if (!isText(pipeline) || !isText(stage) || !isText(at) || !isText(actor)) return void 0;
	if (typeof state !== "string" || !isState(state) || !Array.isArray(images)) return void 0;
	return {
		pipeline,
		stage,
		state,
		planned: planned === true,
		images: images.slice(0, most.images).flatMap((one) => imageOf(one) ?? []),
		at,
		actor,
		...isText(run) ? { run } : {},
		...isText(url) ? { url } : {}
	};
}
function imageOf(value) {
	if (typeof value !== "object" || value === null) return void 0;
	const { tag, digest } = value;
	return isText(tag) && isText(digest) ? {
		tag,
		digest
	} : void 0;
}
function isText(value) {
	return typeof value === "string" && value.length <= most.text;
}

// src/report/comment.ts
const commentMarker = "<!-- hoist -->";
function commentMarkdown(comment) {
	const fresh = sectionsOf(comment);
	const sections = merged(comment.before === void 0 ? [] : readSections(comment.before), fresh);
	const { news } = comment;
	const blocks = [
		`${commentMarker}\n### ${titleOf(comment)}`,
		proofText(comment.commit),
		...tables([
			"Stage",
			"State",
			"Image",
			"When",
			"By"
		], sections.map(row)),
		...news.document.notices.map((notice) => `> Note: ${prose(notice)}`),
		...news.kind === "plan" ? news.document.stages.flatMap(stageMarkdown) : stagesMarkdown(news.document)
	];
	return `${fit(blocks, commentRoom, "the job summary has all of it")}\n${sectionsNote(sections)}\n`;
}
function titleOf({ news }) {
	const { outcome } = news.document;
	const sign = stateSign(news.kind === "plan" && outcome === "promoted" ? "ready" : outcome);
	return `${sign.emoji} ${news.kind === "plan" ? "Plan" : "Promotion"}: ${sign.word}`;
}
function proofText({ id, proof }) {
	const commit = code(id.slice(0, 12));
	if (proof === "proven") return `Of the image that was built from ${commit}, as its provenance proves.`;
	if (proof === "run") return `Of a run at ${commit}.`;
	return `Of the image that claims to be built from ${commit}: a label says so, nothing proves it.`;
}
function sectionsOf({ news, at, actor, run }) {
	const more = {
		at,
		actor,
		...run.id === void 0 ? {} : { run: run.id },
		...run.url === void 0 ? {} : { url: run.url }
	};
	if (news.kind === "plan") return news.document.stages.map(({ pipeline, stage, state, sources }) => ({
		pipeline,
		stage,
		state,
		planned: true,
		images: imagesOf(sources),
		...more
	}));
	const { stages, records, plan } = news.document;
	return stages.map(({ pipeline, stage, outcome }) => {
		const isIt = (one) => one.pipeline === pipeline && one.stage === stage;
		const sources = records.find(({ intent }) => isIt(intent))?.intent.sources;
		return {
			pipeline,
			stage,
			state: outcome,
			planned: false,
			images: imagesOf(sources ?? plan.stages.find(isIt)?.sources ?? []),
			...more
		};
	});
}
function imagesOf(sources) {
	return sources.slice(0, 3).map(({ tag, digest }) => ({
		tag: tag ?? "",
		digest: shortDigest(digest)
	}));
}
function merged(before, fresh) {
	const all = new Map(before.map((section) => [keyOf(section), section]));
	for (const section of fresh) all.set(keyOf(section), section);
	return [...all.values()].slice(-40);
}
function keyOf({ pipeline, stage }) {
	return `${pipeline}/${stage}`;
}
function row(section) {
	const { state, planned, images, at, actor, run, url } = section;
	const sign = stateSign(state);
	const place = url === void 0 ? "" : ` ${link(run ?? "run", url)}`;
	return [
		code(keyOf(section)),
		`${sign.emoji} ${planned ? plannedWord(state) : sign.word}`,
		images.map(({ tag, digest }) => [tag, digest].filter((text) => text !== "").map((text) => code(text)).join(" ")).join("<br>"),
		`${prose(instantText(at))}${place}`,
		code(actor)
	];
}
function plannedWord(state) {
	const { word } = stateSign(state);
	return state === "ready" ? "planned" : `planned: ${word}`;
}

export { commentMarkdown, commentMarker };