import { t as platformText } from "./platform.js";
import { n as parseTextGlob } from "./glob.js";
import { c as shortDigest } from "./digest.js";

// src/policy/platform-name.ts
/** `linux/arm64`; where neither index nor config states it, the first digits of the manifest's digest. */
function platformName({ platform, digest }) {
	return platform === void 0 ? shortDigest(digest) : platformText(platform);
}
const architectures = {
	aarch64: "arm64",
	x86_64: "amd64"
};
/** The variant that is meant where none is written, as container runtimes read it. */
const usualVariants = /* @__PURE__ */ new Map([["arm64", "v8"], ["amd64", "v1"]]);
/** One spelling for each platform: `linux/arm64/v8` is `linux/arm64`, `linux/arm` is `linux/arm/v7`. */
function canonicalPlatform(text) {
	const [os = "", written = "", variant] = text.toLowerCase().split("/");
	const architecture = architectures[written] ?? written;
	if (architecture === "arm") return `${os}/arm/${variant ?? "v7"}`;
	return variant === void 0 || variant === usualVariants.get(architecture) ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
/**
* Whether a written platform, or a glob over platforms, takes one. A name without a variant takes every variant, so that
* what restricts or forbids leaves none out: `linux/*` and `linux/arm` take `linux/arm/v6`.
*/
function takesPlatform(written) {
	const glob = isPlatformGlob(written) ? parseTextGlob(written) : void 0;
	const wanted = canonicalPlatform(written);
	return (platform) => {
		const canonical = canonicalPlatform(platform);
		const bare = canonical.split("/", 2).join("/");
		if (glob !== void 0) return [
			platform,
			canonical,
			bare
		].some((name) => glob.matches(name));
		return wanted === canonical || written.split("/").length === 2 && written.toLowerCase() === bare;
	};
}
function isPlatformGlob(written) {
	return /[*?[\]\\]/.test(written);
}

export { takesPlatform as i, isPlatformGlob as n, platformName as r, canonicalPlatform as t };