import { n as isJsonObject } from "./strict-json.js";

// src/image/platform.ts
/** `linux/arm64/v8`; BuildKit's attestation manifests say `unknown/unknown`. */
function platformText(platform) {
	const { os, architecture, variant } = platform;
	return variant === void 0 ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
/**
* Reads the members `os`, `architecture`, `variant` and `os.version` of an index entry or an image config. Undefined
* where system or architecture is not stated: both are facts for a policy, and neither is ever guessed.
*/
function readPlatform(value) {
	if (!isJsonObject(value)) return void 0;
	const { os, architecture, variant } = value;
	const osVersion = value["os.version"];
	if (!isText(os) || !isText(architecture)) return void 0;
	return {
		os,
		architecture,
		...isText(variant) && { variant },
		...isText(osVersion) && { osVersion }
	};
}
function isText(value) {
	return typeof value === "string" && value !== "";
}

export { readPlatform as n, platformText as t };