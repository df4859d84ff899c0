import { readFile, realpath } from "node:fs/promises";

// src/registry/credential-files.ts
/** The disk, for {@link CredentialsOptions}. */
const credentialFiles = {
	async readFile(path) {
		try {
			return await readFile(path);
		} catch (error) {
			if (isAbsent(error)) return void 0;
			throw error;
		}
	},
	async realPath(path) {
		try {
			return await realpath(path);
		} catch (error) {
			if (isAbsent(error)) return path;
			throw error;
		}
	}
};
function isAbsent(error) {
	return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

export { credentialFiles };