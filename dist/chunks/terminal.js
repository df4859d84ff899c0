import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { a as visibleLines, i as visibleLine, t as inertLine } from "./escape-text.js";
import { t as createMask } from "./mask.js";
import { t as plainStyle } from "./style.js";

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

// src/cli/screen.ts
var import_picocolors = /* @__PURE__ */ __toESM(require_picocolors(), 1);
const widthOfFiles = 100;
/** Frames are for terminals only; the package that draws them is loaded with the first one. */
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
			return stream.columns ?? 80;
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
	stdout.on("error", (error) => {
		if (error.code !== "EPIPE") throw error;
	});
	return {
		log: terminalLog({
			screen,
			style: errorStyle,
			mask,
			debug
		}),
		mask,
		screen,
		width: Math.max(40, Math.min(stdout.columns ?? 100, 120)),
		style: styleOf(stdout, env),
		errorStyle,
		print(text) {
			screen.frame(void 0);
			stdout.write(text);
		},
		complain(text) {
			screen.line(mask.hide(text.replace(/\n$/, "")));
		}
	};
}
/** The port on stderr; groups are indented. */
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
/** `NO_COLOR` (no-color.org) wins over `FORCE_COLOR`; else colour is for terminals that have it. */
function styleOf(stream, env) {
	const isColoured = (env["FORCE_COLOR"] ?? "") !== "" && env["FORCE_COLOR"] !== "0" || stream.isTTY === true && env["TERM"] !== "dumb";
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

export { openTerminal };