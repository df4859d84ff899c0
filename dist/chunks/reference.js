import { t as HoistError } from "./errors.js";
import { o as isDigest, s as parseDigest } from "./digest.js";

// src/image/reference.ts
const layoutPrefix = "oci:";
const tagGrammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const hostGrammar = new RegExp(`^(?:(${label}(?:\\.${label})*)\\.?|(\\[[0-9a-f:.]+\\]))(?::([1-9][0-9]{0,4}))?$`);
const loopback = /^(?:localhost|127\.[0-9.]+|\[::1\])$/;
const dockerHub = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io",
	"registry.hub.docker.com"
]);
function isTag(text) {
	return tagGrammar.test(text);
}
/** Throws `TAG_INVALID`. */
function parseTag(text) {
	if (isTag(text)) return text;
	throw new HoistError("config", "TAG_INVALID", `not a tag: ${show(text)}`, { hint: "A tag has 1 to 128 characters: letters, digits, \".\", \"_\", \"-\"; the first is a letter, a digit or \"_\"." });
}
/** The canonical form of a host as the user or a config names it; throws `HOST_INVALID`. */
function parseHost(text) {
	const [, domain, address, port] = hostGrammar.exec(text.toLowerCase()) ?? [];
	const name = canonicalName(domain ?? address ?? "");
	if (name === void 0 || Number(port ?? 443) > 65535) throw new HoistError("config", "HOST_INVALID", `not a registry host: ${show(text)}`, { hint: text.includes("://") ? "Leave the scheme out: registry.example.com:5000; `plain-http` in the config is for hosts without TLS." : "A host is a DNS name or an IP address with an optional port: registry.example.com:5000." });
	return withPort(name, port);
}
/** One spelling for each name and address: `127.1` is 127.0.0.1, as every URL with it would say. */
function canonicalName(name) {
	const url = `https://${name}`;
	return URL.canParse(url) ? new URL(url).hostname : void 0;
}
function withPort(name, port) {
	if (port !== void 0 && port !== "443") return `${name}:${port}`;
	if (dockerHub.has(name)) return "docker.io";
	if (loopback.test(name)) return port === void 0 ? name : `${name}:443`;
	return looksLikeHost(name) ? name : `${name}:443`;
}
/** Whether the first component of a name is a host and no part of a path on Docker Hub (P4). */
function looksLikeHost(first) {
	return first.includes(".") || first.includes(":") || first.toLowerCase() === "localhost";
}
/** The canonical name of a repository without tag or digest; throws `REPOSITORY_INVALID`. */
function parseRepository(text) {
	const reference = parseReference(text);
	if (reference.tag !== void 0 || reference.digest !== void 0) throw new HoistError("config", "REPOSITORY_INVALID", `a repository has no tag and no digest: ${show(text)}`, { hint: `Write ${reference.repository}.` });
	return reference.repository;
}
/**
* Reads a reference as Docker does (P4): the first component is a host only if it has `.` or `:` or is `localhost`;
* everything else is on Docker Hub, and one component alone is in `library/` there.
*
* @throws HoistError `REFERENCE_INVALID`, `TAG_INVALID`, `DIGEST_INVALID`, `HOST_INVALID`
*/
function parseReference(text) {
	if (isDigest(text)) throw new HoistError("config", "REFERENCE_INVALID", `a digest alone names no repository: ${text}`, { hint: `Write HOST/PATH@${text}.` });
	if (text.startsWith(layoutPrefix)) {
		const { name, ...rest } = split(text.slice(4));
		return {
			repository: layoutRepository(name),
			...rest
		};
	}
	const { name, ...rest } = split(text);
	return {
		repository: registryRepository(name),
		...rest
	};
}
/** Takes `@DIGEST` and `:TAG` off the last component; before it both may be part of a host or a folder. */
function split(text) {
	const at = text.lastIndexOf("@");
	const digested = at > text.lastIndexOf("/");
	const named = digested ? text.slice(0, at) : text;
	const colon = named.lastIndexOf(":");
	const tagged = colon > named.lastIndexOf("/");
	return {
		name: tagged ? named.slice(0, colon) : named,
		...tagged && { tag: parseTag(named.slice(colon + 1)) },
		...digested && { digest: parseDigest(text.slice(at + 1)) }
	};
}
/**
* The canonical name of an OCI image layout folder: `oci:./images` for `images/`, `./images` and `.//images`. A `..` stays
* as it is, since what it leads to is up to links on the disk. Throws `REFERENCE_INVALID`.
*/
function layoutRepository(folder) {
	const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
	if (folder === "" || /\p{Cc}/u.test(folder) || /[:@]/.test(parts.at(-1) ?? "")) throw new HoistError("config", "REFERENCE_INVALID", `not a folder: ${show(folder)}`, { hint: "Write oci: and the path of a folder whose own name has no \":\" and no \"@\": oci:./images." });
	const path = parts.join("/");
	if (folder.startsWith("/")) return `${layoutPrefix}/${path}`;
	if (parts.length === 0) return `${layoutPrefix}.`;
	return `${layoutPrefix}${parts[0] === ".." ? "" : "./"}${path}`;
}
function registryRepository(name) {
	const slash = name.indexOf("/");
	const first = slash < 0 ? "" : name.slice(0, slash);
	if (name.includes("://")) throw invalidName(name, "Leave the scheme out: registry.example.com:5000/acme/web.");
	const hasHost = looksLikeHost(first);
	const host = hasHost ? parseHost(first) : "docker.io";
	const rest = hasHost ? name.slice(slash + 1) : name;
	const path = host === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
	if (!hasHost && /^[0-9a-f]{64}$/.test(name)) throw invalidName(name, "Write HOST/PATH@sha256:\u2026 for a digest.");
	if (host.length + path.length > 255 || !path.split("/").every((part) => component.test(part))) throw invalidName(name, "Write HOST/PATH:TAG or HOST/PATH@sha256:\u2026; the path is lower case: ghcr.io/acme/web:1.4.2.");
	return `${host}/${path}`;
}
function invalidName(name, hint) {
	return new HoistError("config", "REFERENCE_INVALID", `not an image reference: ${show(name)}`, { hint });
}
function isLayout(name) {
	return name.startsWith(layoutPrefix);
}
/** The folder of an OCI image layout's repository name. */
function layoutFolder(name) {
	return name.slice(4);
}
/** The registry host of a repository; a layout has none, and `oci` stands for it. */
function hostOf(name) {
	return isLayout(name) ? "oci" : name.slice(0, name.indexOf("/"));
}
/** What comes after the host: `library/debian`. For a layout the folder. */
function pathOf(name) {
	return isLayout(name) ? layoutFolder(name) : name.slice(name.indexOf("/") + 1);
}
/** The last component: what a set's `{name}` is. */
function baseNameOf(name) {
	const path = pathOf(name);
	return path.slice(path.lastIndexOf("/") + 1);
}
function sameHost(a, b) {
	return !isLayout(a) && !isLayout(b) && hostOf(a) === hostOf(b);
}
/** Prints a reference so that {@link parseReference} gives it back. */
function referenceText(reference) {
	const tag = reference.tag === void 0 ? "" : `:${reference.tag}`;
	const digest = reference.digest === void 0 ? "" : `@${reference.digest}`;
	return `${reference.repository}${tag}${digest}`;
}
/** The reference part of a manifest's URL: digest or tag. */
function isDigestReference(reference) {
	return isDigest(reference);
}
/** Without what may be a password before `@` or a token in a query (A45). */
function show(text) {
	const safe = text.slice(0, 200).replace(/\?.*/su, "?\u2026").replaceAll(/[^/]+@/g, "\u2026@");
	return JSON.stringify(text.length > 200 ? `${safe}\u2026` : safe);
}

export { isTag as a, parseReference as c, pathOf as d, referenceText as f, isLayout as i, parseRepository as l, hostOf as n, layoutFolder as o, sameHost as p, isDigestReference as r, parseHost as s, baseNameOf as t, parseTag as u };