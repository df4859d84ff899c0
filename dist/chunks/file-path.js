import { t as HoistError } from "./errors.js";

// src/domain/file-path.ts
/**
* The most bytes that a config, or a file that it names, may have. It is what GitHub's contents API gives inline
* (1 MB), so a file that works on a laptop works in Actions too.
*/
const maxFileBytes = 1048576;
/**
* The one spelling of a path inside a repository or folder: `/` between parts, no `.` and no empty part. Throws
* `FILE_PATH_INVALID` for an absolute path and for one that climbs out with `..`.
*/
function parseFilePath(text) {
	const parts = text.split("/").filter((part, index) => part !== "." && (part !== "" || index === 0));
	const path = parts.join("/");
	const outside = parts[0] === "" || parts.includes("..") || /^[A-Za-z]:/.test(path);
	if (parts.length === 0 || outside || /[\0-\x1f\\]/.test(text)) throw new HoistError("config", "FILE_PATH_INVALID", `not a path inside the repository: ${JSON.stringify(text)}`, { hint: "Write it relative to the root of the repository, with / between the parts: certs/internal.pem." });
	return path;
}
/** The error for a file that has more bytes than are read. */
function fileTooLarge(path, bytes, maxBytes = maxFileBytes) {
	return new HoistError("config", "FILE_TOO_LARGE", `${path} has ${bytes} bytes; at most ${maxBytes} are read`, { hint: "Split the file, or keep only what the config needs." });
}
/** The error for a path that names a folder, a submodule or a device. */
function notAFile(path, kind) {
	return new HoistError("config", "FILE_NOT_REGULAR", `${path} is a ${kind}, not a file`, { hint: "Name a regular file." });
}

export { parseFilePath as i, maxFileBytes as n, notAFile as r, fileTooLarge as t };