import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { K as messageOf, U as HoistError, W as HoistErrors } from "./start.js";
import { fstatSync, writeFileSync } from "node:fs";

// src/report/escape-text.ts
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
const unseen$1 = /(?<!\p{Extended_Pictographic})\ufe0f|(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const short = {
	"\n": "\\n",
	"\r": "\\r",
	"	": "\\t"
};
function visibleLine(text, max = 4096) {
	return shortened(text, max).replace(unseen$1, written).replaceAll("##[", "##\\[");
}
function visibleLines(text, max = 4096) {
	const lines = text.split(lineEnd).map((line) => inertLine(visibleLine(line.replaceAll("	", "  "), max)));
	const [first = "", ...more] = lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
	return [first, ...more];
}
function inertLine(line) {
	return line.replace(/^(\s*)::/u, "$1\\::").replaceAll("##[", "##\\[");
}
function inertText(lines) {
	return lines.map(inertLine).join("\n");
}
function shortened(text, max) {
	if (text.length <= max) return text;
	const cut = text.slice(0, max).replace(/[\ud800-\udbff]$/u, "");
	return `${cut}\u2026 (${text.length - cut.length} more characters)`;
}
function written(character) {
	const code = character.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	return short[character] ?? (code <= 255 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
}

// src/report/mask.ts
const shortest = 4;
const shortestInWords = 16;
const word = /^[A-Za-z0-9_.:/@+-]*$/;
function createMask() {
	const told = /* @__PURE__ */ new Set();
	let hidden = [];
	function hide(text) {
		return hideAll(text, word.test(text) ? hidden.filter((one) => one.length >= shortestInWords) : hidden);
	}
	return {
		add(secret) {
			const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
			const fresh = [secret, ...lines.length > 1 ? lines : []].filter((part) => part.length >= shortest).filter((part) => !told.has(part));
			for (const part of fresh) told.add(part);
			const forms = new Set([...told].flatMap(formsOf));
			if (fresh.length > 0) hidden = [...forms].sort((a, b) => b.length - a.length);
			return fresh;
		},
		hide: (text) => hideAll(text, hidden),
		hideIn: (value) => mapStrings(value, hide)
	};
}
function hideAll(text, secrets) {
	return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
function formsOf(secret) {
	const inAddress = encodeURIComponent(Buffer.from(secret).toString());
	const forms = [
		secret,
		JSON.stringify(secret).slice(1, -1),
		inAddress
	];
	return secret.length < 8 ? forms : [...forms, ...[
		0,
		1,
		2
	].map((shift) => encoded(secret, shift))];
}
function encoded(secret, shift) {
	return Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString("base64").slice(shift === 0 ? 0 : 4).replace(/.?=+$/, "");
}
function mapStrings(value, map) {
	if (typeof value === "string") return map(value);
	if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
}

// src/report/visible-json.ts
const unseen = /(?<=##)\[|(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
function visibleJson(value, indent = 0) {
	return JSON.stringify(value, void 0, indent).replaceAll(unseen, (character) => character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));
}

// src/report/number.ts
const units = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function bytesText(bytes) {
	let value = bytes;
	let index = 0;
	while (value >= 1023.95 && index < units.length - 1) {
		value /= 1024;
		index += 1;
	}
	return `${index === 0 ? String(Math.round(value)) : value.toFixed(1)} ${units[index] ?? "B"}`;
}
function durationText(milliseconds) {
	const seconds = Math.max(0, milliseconds) / 1e3;
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return joined(minutes, "min", whole % 60, "s");
	return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}
function countText(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function instantText(iso) {
	return iso.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC");
}
function joined(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

// src/report/tally.ts
const windowLength = 5e3;
const sampleDistance = 250;
function tallyKeeper(ticks) {
	let total = {
		blobs: 0,
		bytes: 0
	};
	let entries = /* @__PURE__ */ new Map();
	let bytesRead = 0;
	let samples = [];
	function sample() {
		const at = ticks();
		const last = samples.at(-1);
		if (last !== void 0 && at - last.at < sampleDistance) return;
		samples.push({
			at,
			read: bytesRead
		});
		while (samples.length > 2 && (samples[1]?.at ?? at) <= at - windowLength) samples.shift();
	}
	function rate() {
		const first = samples[0];
		const elapsed = first === void 0 ? 0 : ticks() - first.at;
		return first === void 0 || elapsed < 1e3 ? void 0 : (bytesRead - first.read) / elapsed * 1e3;
	}
	return {
		begin(announced) {
			total = { ...announced };
			entries = /* @__PURE__ */ new Map();
			bytesRead = 0;
			samples = [{
				at: ticks(),
				read: 0
			}];
		},
		blob(digest, size) {
			const entry = entries.get(digest) ?? {
				size,
				read: 0,
				readers: 0,
				isDone: false
			};
			entries.set(digest, entry);
			entry.readers += 1;
			let read = 0;
			let isOpen = true;
			return {
				advance(bytes) {
					read += bytes;
					bytesRead += bytes;
					entry.read = Math.min(size, Math.max(entry.read, read));
					sample();
				},
				done() {
					if (!isOpen) return;
					isOpen = false;
					entry.readers -= 1;
					entry.isDone = true;
				}
			};
		},
		skip(digest, size) {
			if (!entries.has(digest)) entries.set(digest, {
				size,
				read: 0,
				readers: 0,
				isDone: true
			});
		},
		now() {
			sample();
			const all = Array.from(entries.values());
			const bytesDone = all.reduce((sum, entry) => sum + (entry.isDone ? entry.size : entry.read), 0);
			const bytes = Math.max(total.bytes, all.reduce((sum, entry) => sum + entry.size, 0));
			const speed = rate();
			return {
				blobs: Math.max(total.blobs, all.length),
				blobsDone: all.filter((entry) => entry.isDone).length,
				bytes,
				bytesDone,
				bytesRead,
				rate: speed,
				left: speed === void 0 || speed <= 0 ? void 0 : (bytes - bytesDone) / speed * 1e3,
				running: Array.from(entries, ([digest, { size, read, readers }]) => ({
					digest,
					size,
					read,
					readers
				})).filter((blob) => blob.readers > 0).sort((a, b) => b.size - a.size).map(({ digest, size, read }) => ({
					digest,
					size,
					read
				}))
			};
		}
	};
}

// src/report/wrap.ts
function wrapped(line, width, indent = 0) {
	const lines = [];
	let current = "";
	for (const word of line.split(" ")) if (current.trim() !== "" && current.length + 1 + word.length > width) {
		lines.push(current);
		current = `${" ".repeat(indent)}${word}`;
	} else current = current === "" ? word : `${current} ${word}`;
	return [...lines, current];
}
function indented(lines, by) {
	return lines.map((line) => line === "" ? "" : `${" ".repeat(by)}${line}`);
}

// src/report/style.ts
const same = (text) => text;
const plainStyle = {
	strong: same,
	faint: same,
	good: same,
	warn: same,
	bad: same
};

// src/report/escape-markdown.ts
function code(text, max = 300) {
	const inside = visibleLine(text, max).replaceAll("|", "¦");
	if (inside.trim() === "") return "\u2013";
	const fence = "`".repeat(longestRun(inside) + 1);
	return `${fence}${/^[` ]|[` ]$/.test(inside) ? ` ${inside} ` : inside}${fence}`;
}
function prose(text, max = 1e3) {
	const line = visibleLine(shortened(text, max).replaceAll(/\s+/gu, " ").trim(), max * 8);
	const parts = [];
	let at = 0;
	for (const quoted of line.matchAll(/(?<![^ ])`([^`]+)`([.,;:]?)(?![^ ])/gu)) {
		const [whole, inside = "", mark = ""] = quoted;
		parts.push(...wordsOf(line.slice(at, quoted.index), max), `${code(inside, max * 8)}${mark}`);
		at = quoted.index + whole.length;
	}
	return [...parts, ...wordsOf(line.slice(at), max)].join(" ");
}
function wordsOf(line, max) {
	const parts = [];
	let quoted = [];
	const flush = () => {
		if (quoted.length === 0) return;
		const text = quoted.join(" ");
		const [, inside = text, mark = ""] = /^(.*[^.,;:])([.,;:])$/u.exec(text) ?? [];
		parts.push(`${code(inside, max * 8)}${mark}`);
		quoted = [];
	};
	for (const [at, word] of line.split(" ").filter((one) => one !== "").entries()) if (isHarmless(word) && !(at === 0 && word.startsWith(">"))) {
		flush();
		parts.push(word);
	} else quoted.push(word);
	flush();
	return parts;
}
function link(text, address) {
	return /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._-]+)*\/?$/.test(address) ? `[${code(text)}](${address})` : code(text);
}
function table(head, rows) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(head),
		line(head.map(() => "---")),
		...rows.map(line)
	].join("\n");
}
function jsonDetails(title, value) {
	const json = visibleJson(value, 2);
	const fence = "`".repeat(Math.max(3, longestRun(json) + 1));
	return `<details>\n<summary>${title}</summary>\n\n${fence}json\n${json}\n${fence}\n\n</details>`;
}
function tables(head, rows, most = 50) {
	return Array.from({ length: Math.ceil(rows.length / most) }, (_, at) => table(head, rows.slice(at * most, (at + 1) * most)));
}
function longestRun(text) {
	let longest = 0;
	for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
	return longest;
}
function isHarmless(word) {
	if (/^(?:<=|>=|>|\u2192|\d\d:\d\d:\d\d[,;]?)$/u.test(word)) return true;
	return /^[\p{L}\p{M}\p{N}.,;:?()'"\u2019\u201c\u201d\u2013\u2014\u2026·/%+-]+$/u.test(word) && !/:\/\/|www\.|:.*:|gh-\d|(?<![\p{L}\p{N}])[0-9a-f]{7,}|^[-+]+$|--/iu.test(word);
}

// src/report/problem.ts
function problemLines(problem, width, style) {
	const name = visibleLine(problem.code);
	const [first = "", ...more] = visibleLines(`${name}: ${problem.message}`, 2e3).flatMap((line, at) => at === 0 ? wrapped(line, width, 2) : wrapped(line, width - 4, 2).map((part) => `    ${part}`));
	return [
		first.startsWith(name) ? `${style.bad(name)}${first.slice(name.length)}` : first,
		...more,
		...hintLines(problem.hint, width, style)
	];
}
function hintLines(hint, width, style) {
	if (hint === void 0) return [];
	return wrapped(`hint: ${visibleLine(hint, 2e3)}`, width - 2, 6).map((line) => `  ${style.faint(line)}`);
}
function beside(decisions) {
	return (problem) => {
		if (decisions === void 0 || decisions.length === 0 || !problem.code.startsWith("POLICY_")) return problem;
		const { hint: _, ...rest } = problem;
		return rest;
	};
}
function problemMarkdown(problem) {
	const hint = problem.hint === void 0 ? "" : `<br>Hint: ${prose(problem.hint)}`;
	return `- ${code(problem.code)} ${prose(problem.message)}${hint}`;
}
const most = 20;
function problemsMarkdown(problems) {
	return Array.from({ length: Math.ceil(problems.length / most) }, (_, at) => problems.slice(at * most, (at + 1) * most).map(problemMarkdown).join("\n"));
}

// src/report/code-frame.ts
const mostShown = 50;
function errorText(error, options = {}) {
	const errors = error instanceof HoistErrors ? error.errors : [error];
	const files = /* @__PURE__ */ new Map();
	const linesIn = (file) => {
		if (!files.has(file)) files.set(file, linesOf(options.source?.(file)));
		return files.get(file);
	};
	const shown = errors.slice(0, mostShown).map((single) => oneError(single, options, linesIn));
	const more = errors.length - shown.length;
	return [...shown, ...more > 0 ? [`\u2026 and ${more} more like these\n`] : []].join("\n");
}
function frame(lines, position, said) {
	const { width = 100, style = plainStyle } = said;
	const line = Math.min(Math.max(1, position.line), lines.length);
	const gutter = String(line).length;
	const room = Math.max(20, width - gutter - 6);
	const from = Math.max(0, position.column - 1 - Math.floor(room * .7));
	const shown = (number) => {
		const text = lines[number - 1] ?? "";
		return `  ${style.faint(`${String(number).padStart(gutter)} |`)} ${frameText$1(text.slice(from, from + room))}`;
	};
	const before = frameText$1((lines[line - 1] ?? "").slice(from, position.column - 1));
	const caret = `  ${style.faint(`${" ".repeat(gutter)} |`)} ${" ".repeat(before.length)}${style.bad("^")}`;
	return inertText([
		...headLines(said, position, width, style),
		...line > 1 ? [shown(line - 1)] : [],
		shown(line),
		caret,
		...hintLines(said.hint, width, style),
		""
	]);
}
function linesOf(source) {
	return source?.split(/\r\n|[\r\n]/);
}
function oneError(error, { width = 100, style = plainStyle }, linesIn) {
	const { position, message, hint, code } = error;
	const lines = position === void 0 ? void 0 : linesIn(position.file);
	if (position !== void 0 && lines !== void 0) return frame(lines, position, {
		message,
		hint,
		code,
		width,
		style
	});
	return inertText([
		...headLines(error, position, width, style),
		...hintLines(hint, width, style),
		""
	]);
}
function headLines({ message, code }, position, width, style) {
	const place = position === void 0 ? "" : `${visibleLine(position.file)}:${position.line}:${position.column}: `;
	const name = code === void 0 ? "" : `${visibleLine(code)}: `;
	const [first = "", ...more] = wrapped(`${place}${name}${visibleLine(message, 2e3)}`, width, 2);
	const rest = first.slice(place.length + name.length);
	return [`${style.strong(place)}${style.bad(name)}${rest}`, ...more];
}
function frameText$1(text) {
	return visibleLine(text.replaceAll("	", " "));
}

// src/cli/print-error.ts
function printError(terminal, error, source) {
	const { errorStyle: style, width } = terminal;
	if (error instanceof HoistError) {
		terminal.complain(errorText(error, {
			style,
			width,
			source
		}));
		return;
	}
	terminal.log.error(`this should not have happened: ${messageOf(error)}`);
	if (error instanceof Error) terminal.log.debug(visibleLines(error.stack ?? "").join("\n"));
}

// src/cli/progress.ts
const mostBlobs = 5;
const pause = 100;
const silent = {
	begin: () => void 0,
	blob: () => ({
		advance: () => void 0,
		done: () => void 0
	}),
	skip: () => void 0,
	end: () => void 0
};
function terminalProgress(screen, clock) {
	if (!screen.isLive) return silent;
	const keeper = tallyKeeper(() => clock.ticks());
	let drawn = Number.NEGATIVE_INFINITY;
	function draw() {
		if (clock.ticks() - drawn < pause) return;
		drawn = clock.ticks();
		screen.frame(frameText(keeper.now(), screen.width));
	}
	return {
		begin(total) {
			keeper.begin(total);
		},
		blob({ digest, size }) {
			const blob = keeper.blob(digest, size);
			return {
				advance(bytes) {
					blob.advance(bytes);
					draw();
				},
				done() {
					blob.done();
					draw();
				}
			};
		},
		skip({ digest, size }) {
			keeper.skip(digest, size);
			draw();
		},
		end() {
			screen.frame(void 0);
		}
	};
}
function frameText(tally, width) {
	const bar = Math.max(8, Math.min(30, width - 90));
	const blobs = tally.running.slice(0, mostBlobs).map(({ digest, size, read }) => line(digest.replace(/^.*:/, "").slice(0, 12), read, size, bar));
	const hidden = tally.running.length - blobs.length;
	const total = [
		...tally.left === void 0 ? [] : [`${durationText(tally.left)} left`],
		`${tally.blobsDone} of ${countText(tally.blobs, "blob")}`,
		...tally.rate === void 0 ? [] : [`${bytesText(tally.rate)}/s`]
	].reduce((text, part) => text.length + part.length + 2 < width ? `${text}, ${part}` : text, line("total", tally.bytesDone, tally.bytes, bar));
	return [
		...blobs,
		...hidden > 0 ? [countText(hidden, "more blob")] : [],
		total
	].map((text) => text.slice(0, Math.max(1, width - 1))).join("\n");
}
function line(name, done, all, bar) {
	const share = all === 0 ? 1 : Math.min(1, done / all);
	const full = Math.round(share * bar);
	const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
	const sizes = `${bytesText(done)} of ${bytesText(all)}`;
	return `${name.padEnd(12)} ${"\u2501".repeat(full)}${"\u2500".repeat(bar - full)} ${percent} ${sizes}`;
}

// node_modules/picocolors/picocolors.js
var require_picocolors = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let p = process || {};
	let argv = p.argv || [];
	let env = p.env || {};
	let isColorSupported = !(!!env.NO_COLOR || argv.includes("--no-color")) && (!!env.FORCE_COLOR || argv.includes("--color") || p.platform === "win32" || (p.stdout || {}).isTTY && env.TERM !== "dumb" || !!env.CI);
	let formatter = (open, close, replace = open) => (input) => {
		let string = "" + input, index = string.indexOf(close, open.length);
		return ~index ? open + replaceClose(string, close, replace, index) + close : open + string + close;
	};
	let replaceClose = (string, close, replace, index) => {
		let result = "", cursor = 0;
		do {
			result += string.substring(cursor, index) + replace;
			cursor = index + close.length;
			index = string.indexOf(close, cursor);
		} while (~index);
		return result + string.substring(cursor);
	};
	let createColors = (enabled = isColorSupported) => {
		let f = enabled ? formatter : () => String;
		return {
			isColorSupported: enabled,
			reset: f("\x1B[0m", "\x1B[0m"),
			bold: f("\x1B[1m", "\x1B[22m", "\x1B[22m\x1B[1m"),
			dim: f("\x1B[2m", "\x1B[22m", "\x1B[22m\x1B[2m"),
			italic: f("\x1B[3m", "\x1B[23m"),
			underline: f("\x1B[4m", "\x1B[24m"),
			inverse: f("\x1B[7m", "\x1B[27m"),
			hidden: f("\x1B[8m", "\x1B[28m"),
			strikethrough: f("\x1B[9m", "\x1B[29m"),
			black: f("\x1B[30m", "\x1B[39m"),
			red: f("\x1B[31m", "\x1B[39m"),
			green: f("\x1B[32m", "\x1B[39m"),
			yellow: f("\x1B[33m", "\x1B[39m"),
			blue: f("\x1B[34m", "\x1B[39m"),
			magenta: f("\x1B[35m", "\x1B[39m"),
			cyan: f("\x1B[36m", "\x1B[39m"),
			white: f("\x1B[37m", "\x1B[39m"),
			gray: f("\x1B[90m", "\x1B[39m"),
			bgBlack: f("\x1B[40m", "\x1B[49m"),
			bgRed: f("\x1B[41m", "\x1B[49m"),
			bgGreen: f("\x1B[42m", "\x1B[49m"),
			bgYellow: f("\x1B[43m", "\x1B[49m"),
			bgBlue: f("\x1B[44m", "\x1B[49m"),
			bgMagenta: f("\x1B[45m", "\x1B[49m"),
			bgCyan: f("\x1B[46m", "\x1B[49m"),
			bgWhite: f("\x1B[47m", "\x1B[49m"),
			blackBright: f("\x1B[90m", "\x1B[39m"),
			redBright: f("\x1B[91m", "\x1B[39m"),
			greenBright: f("\x1B[92m", "\x1B[39m"),
			yellowBright: f("\x1B[93m", "\x1B[39m"),
			blueBright: f("\x1B[94m", "\x1B[39m"),
			magentaBright: f("\x1B[95m", "\x1B[39m"),
			cyanBright: f("\x1B[96m", "\x1B[39m"),
			whiteBright: f("\x1B[97m", "\x1B[39m"),
			bgBlackBright: f("\x1B[100m", "\x1B[49m"),
			bgRedBright: f("\x1B[101m", "\x1B[49m"),
			bgGreenBright: f("\x1B[102m", "\x1B[49m"),
			bgYellowBright: f("\x1B[103m", "\x1B[49m"),
			bgBlueBright: f("\x1B[104m", "\x1B[49m"),
			bgMagentaBright: f("\x1B[105m", "\x1B[49m"),
			bgCyanBright: f("\x1B[106m", "\x1B[49m"),
			bgWhiteBright: f("\x1B[107m", "\x1B[49m")
		};
	};
	module.exports = createColors();
	module.exports.createColors = createColors;
}));

// src/cli/output.ts
var import_picocolors = /* @__PURE__ */ __toESM(require_picocolors(), 1);
function openOutput(stream) {
	stream.on("error", (error) => {
		if (error.code !== "EPIPE") throw unwritable(error);
	});
	const { fd, isTTY } = stream;
	if (fd === void 0 || isTTY === true || !isFile(fd)) return { write: (text) => void stream.write(text) };
	return { write(text) {
		try {
			writeFileSync(fd, text);
		} catch (error) {
			throw unwritable(error);
		}
	} };
}
function isFile(fd) {
	try {
		const found = fstatSync(fd);
		return found.isFile() || found.isCharacterDevice();
	} catch {
		return false;
	}
}
function unwritable(error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
	return new HoistError("incomplete", "OUTPUT_UNWRITABLE", `the result cannot be written whole: ${code}`, {
		hint: "Look at where standard output leads, and at the room there. What was promoted is in the journal: hoist history.",
		cause: error
	});
}

// src/cli/screen.ts
const widthOfFiles = 100;
function openScreen(stream, env) {
	if (stream.isTTY !== true || env["TERM"] === "dumb") return {
		isLive: false,
		width: widthOfFiles,
		line: (text) => void stream.write(`${text}\n`),
		frame: () => void 0
	};
	let current;
	let drawing;
	let loading;
	async function load() {
		const { createLogUpdate } = await import("./log-update.js");
		drawing = createLogUpdate(stream, { showCursor: true });
		if (current !== void 0) drawing(current);
	}
	return {
		isLive: true,
		get width() {
			return stream.columns || 80;
		},
		line(text) {
			if (current !== void 0) drawing?.clear();
			stream.write(`${text}\n`);
			if (current !== void 0) drawing?.(current);
		},
		frame(text) {
			if (text === void 0 && current !== void 0) drawing?.clear();
			current = text;
			if (text === void 0) return;
			if (drawing !== void 0) drawing(text);
			else loading ??= load().catch(() => void 0);
		}
	};
}

// src/cli/terminal.ts
function openTerminal({ stdout, stderr, env, debug }) {
	const screen = openScreen(stderr, env);
	const errorStyle = styleOf(stderr, env);
	const mask = createMask();
	const output = openOutput(stdout);
	stderr.on("error", () => {});
	return {
		log: terminalLog({
			screen,
			style: errorStyle,
			mask,
			debug
		}),
		mask,
		screen,
		width: Math.max(40, Math.min(stdout.columns || 100, 120)),
		columns: stdout.columns ? Math.max(40, stdout.columns) : void 0,
		style: styleOf(stdout, env),
		errorStyle,
		print(text) {
			screen.frame(void 0);
			output.write(text);
		},
		complain(text) {
			screen.line(mask.hide(text.replace(/\n$/, "")));
		}
	};
}
function terminalLog({ screen, style, mask, debug: isDebug }) {
	let depth = 0;
	function put(line) {
		screen.line(inertLine(`${"  ".repeat(depth)}${line}`));
	}
	function say(text, prefix = "") {
		for (const line of visibleLines(mask.hide(text))) put(`${prefix}${line}`);
	}
	function labelled(label, text, position) {
		say(text, `${position === void 0 ? "" : `${visibleLine(position.file)}:${position.line}:${position.column}: `}${label}: `);
	}
	return {
		info: (text) => say(text),
		notice: (text, position) => labelled(style.strong("note"), text, position),
		warn: (text, position) => labelled(style.warn("warning"), text, position),
		error: (text, position) => labelled(style.bad("error"), text, position),
		debug(text) {
			if (isDebug) labelled(style.faint("debug"), text, void 0);
		},
		async group(title, run) {
			put(style.strong(visibleLine(mask.hide(title), 200)));
			depth += 1;
			try {
				return await run();
			} finally {
				depth -= 1;
			}
		},
		secret: (value) => void mask.add(value)
	};
}
function styleOf(stream, env) {
	const forced = env["FORCE_COLOR"] ?? "";
	const isUsual = stream.isTTY === true && env["TERM"] !== "dumb";
	const isColoured = forced === "" ? isUsual : forced !== "0" && forced !== "false";
	if ((env["NO_COLOR"] ?? "") !== "" || !isColoured) return plainStyle;
	const { bold, dim, green, yellow, red } = import_picocolors.default.createColors(true);
	return {
		strong: bold,
		faint: dim,
		good: green,
		warn: yellow,
		bad: red
	};
}

export { createMask as C, visibleLines as E, visibleJson as S, visibleLine as T, tallyKeeper as _, problemLines as a, durationText as b, code as c, prose as d, table as f, wrapped as g, indented as h, beside as i, jsonDetails as l, plainStyle as m, terminalProgress as n, problemMarkdown as o, tables as p, printError as r, problemsMarkdown as s, openTerminal as t, link as u, bytesText as v, inertText as w, instantText as x, countText as y };