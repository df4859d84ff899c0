import { i as parseFilePath, n as maxFileBytes, r as notAFile, t as fileTooLarge } from "./file-path.js";
import { t as HoistError } from "./errors.js";
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

// src/disk/files.ts
/**
* The files below a folder. A path that climbs out, by `..` or through a symlink, is refused.
*
* `read` throws `FILE_PATH_INVALID`, `FILE_OUTSIDE`, `FILE_NOT_REGULAR`, `FILE_TOO_LARGE`, `FILE_UNREADABLE`.
*/
function diskFiles(root) {
	return { read: (path) => readBelow(root, path, maxFileBytes) };
}
/** What the system says of a path that is not there. */
const absentCodes = /* @__PURE__ */ new Set(["ENOENT", "ENOTDIR"]);
/** The bytes of a file below a folder, or undefined where there is none. See {@link diskFiles}. */
async function readBelow(root, path, maxBytes) {
	const name = parseFilePath(path);
	try {
		return await readInside(root, name, maxBytes);
	} catch (error) {
		if (error instanceof HoistError) throw error;
		if (absentCodes.has(codeOf(error))) return void 0;
		throw new HoistError("config", "FILE_UNREADABLE", `${name} cannot be read: ${codeOf(error)}`, {
			hint: "Check who may read the file.",
			cause: error
		});
	}
}
async function readInside(root, name, maxBytes) {
	const folder = await realpath(root);
	const real = await realpath(join(folder, name));
	const inside = relative(folder, real);
	if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new HoistError("config", "FILE_OUTSIDE", `${name} is a link to a file outside the folder`, { hint: "Put the file itself into the folder." });
	const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		return await readRegular(file, name, maxBytes);
	} finally {
		await file.close();
	}
}
async function readRegular(file, name, maxBytes) {
	const found = await file.stat();
	if (found.isDirectory()) throw notAFile(name, "directory");
	if (!found.isFile()) throw notAFile(name, "device");
	if (found.size > maxBytes) throw fileTooLarge(name, found.size, maxBytes);
	return new Uint8Array(await file.readFile());
}
/** `ENOENT` */
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
}

export { readBelow as i, codeOf as n, diskFiles as r, absentCodes as t };