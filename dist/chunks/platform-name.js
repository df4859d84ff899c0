import { v as platformText } from "./registry.js";
import { ft as parseTextGlob } from "./commands.js";
import { H as shortDigest } from "./start.js";

// src/policy/platform-name.ts
function platformName({ platform, digest }) {
	return platform === void 0 ? shortDigest(digest) : platformText(platform);
}
const architectures = {
	aarch64: "arm64",
	x86_64: "amd64"
};
const usualVariants = /* @__PURE__ */ new Map([["arm64", "v8"], ["amd64", "v1"]]);
function canonicalPlatform(text) {
	const [os = "", written = "", variant] = text.toLowerCase().split("/");
	const architecture = architectures[written] ?? written;
	if (architecture === "arm") return `${os}/arm/${variant ?? "v7"}`;
	return variant === void 0 || variant === usualVariants.get(architecture) ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
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