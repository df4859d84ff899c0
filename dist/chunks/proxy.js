import { t as HoistError } from "./errors.js";
import { BlockList, isIP, isIPv4 } from "node:net";

// src/http/address-guard.ts
/** IPv4 that is not the public internet: IANA's special-purpose registry, and what clouds answer metadata on (A10). */
const nonPublicV4 = blockList("ipv4", [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"168.63.129.16/32",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4"
]);
/** Of IPv6 only the global unicast block is public, \u2026 */
const globalV6 = blockList("ipv6", ["2000::/3"]);
/** \u2026 less what is carved out of it: protocol assignments with Teredo, documentation, 6to4. */
const nonPublicV6 = blockList("ipv6", [
	"2001::/23",
	"2001:db8::/32",
	"2002::/16",
	"3fff::/20"
]);
/** IPv6 that wraps an IPv4 address in its last 32 bits: mapped, and the well-known NAT64 prefix. */
const wrappingV4 = blockList("ipv6", ["::ffff:0:0/96", "64:ff9b::/96"]);
/**
* Whether an address is one that the public internet routes. An IPv4 address inside an IPv6 one is judged as itself; what
* is no address at all, or names a zone of this machine, is not public.
*/
function isPublicAddress(ip) {
	if (isIPv4(ip)) return !nonPublicV4.check(ip, "ipv4");
	if (isIP(ip) !== 6 || ip.includes("%")) return false;
	if (wrappingV4.check(ip, "ipv6")) return isPublicAddress(wrappedV4(ip));
	return globalV6.check(ip, "ipv6") && !nonPublicV6.check(ip, "ipv6");
}
/**
* The address that a URL names without DNS. WHATWG parsing has undone `0x7f.1`, `2130706433` and their like before; names
* that mean this machine by RFC 6761 count as its address.
*/
function literalAddressOf(url) {
	const { hostname } = url;
	if (hostname.startsWith("[")) return hostname.slice(1, -1);
	if (isIPv4(hostname)) return hostname;
	const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
	return name === "localhost" || name.endsWith(".localhost") ? "127.0.0.1" : void 0;
}
/** Refuses a URL whose host a server named and that is, without asking DNS, not public (A10). */
function requirePublicLiteral(url) {
	const address = literalAddressOf(url);
	if (address !== void 0 && !isPublicAddress(address)) throw privateAddress(url.hostname);
}
/**
* A `dns.lookup` for hosts that a server named: it refuses a name when any of its addresses is not public, at the moment
* of connecting, so that a name cannot change between check and use (A10). Literal addresses never get here:
* {@link requirePublicLiteral} is for those.
*/
function guardedLookup(lookup) {
	return (hostname, options, callback) => {
		lookup(hostname, {
			...options,
			all: true
		}, (error, found, family) => {
			if (error !== null) {
				callback(error, "", 0);
				return;
			}
			const addresses = typeof found === "string" ? [{
				address: found,
				family: family ?? isIP(found)
			}] : found;
			const [first] = addresses;
			if (first === void 0 || !addresses.every((one) => isPublicAddress(one.address))) {
				callback(privateAddress(hostname), "", 0);
				return;
			}
			answer(options, [first, ...addresses.slice(1)], callback);
		});
	};
}
function answer(options, addresses, callback) {
	if (options.all === true) callback(null, addresses);
	else callback(null, addresses[0].address, addresses[0].family);
}
function privateAddress(host) {
	return new HoistError("unreachable", "ADDRESS_PRIVATE", `a registry sent us to ${host}, which is not a public address`, { hint: `If ${host} is right, give it an entry under "registries" in the config.` });
}
/** The last two groups, as an IPv4 address. */
function wrappedV4(ip) {
	const [high = 0, low = 0] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split(":").slice(-2).map((group) => Number.parseInt(group === "" ? "0" : group, 16));
	return [
		high >> 8,
		high & 255,
		low >> 8,
		low & 255
	].join(".");
}
function blockList(family, subnets) {
	const list = new BlockList();
	for (const subnet of subnets) {
		const slash = subnet.indexOf("/");
		list.addSubnet(subnet.slice(0, slash), Number(subnet.slice(slash + 1)), family);
	}
	return list;
}

// node_modules/proxy-from-env/index.js
var DEFAULT_PORTS = {
	ftp: 21,
	gopher: 70,
	http: 80,
	https: 443,
	ws: 80,
	wss: 443
};
function parseUrl(urlString) {
	try {
		return new URL(urlString);
	} catch {
		return null;
	}
}
/**
* @param {string|object|URL} url - The URL as a string or URL instance, or a
*   compatible object (such as the result from legacy url.parse).
* @return {string} The URL of the proxy that should handle the request to the
*  given URL. If no proxy is set, this will be an empty string.
*/
function getProxyForUrl(url) {
	var parsedUrl = (typeof url === "string" ? parseUrl(url) : url) || {};
	var proto = parsedUrl.protocol;
	var hostname = parsedUrl.host;
	var port = parsedUrl.port;
	if (typeof hostname !== "string" || !hostname || typeof proto !== "string") return "";
	proto = proto.split(":", 1)[0];
	hostname = hostname.replace(/:\d*$/, "");
	port = parseInt(port) || DEFAULT_PORTS[proto] || 0;
	if (!shouldProxy(hostname, port)) return "";
	var proxy = getEnv(proto + "_proxy") || getEnv("all_proxy");
	if (proxy && proxy.indexOf("://") === -1) proxy = proto + "://" + proxy;
	return proxy;
}
/**
* Determines whether a given URL should be proxied.
*
* @param {string} hostname - The host name of the URL.
* @param {number} port - The effective port of the URL.
* @returns {boolean} Whether the given URL should be proxied.
* @private
*/
function shouldProxy(hostname, port) {
	var NO_PROXY = getEnv("no_proxy").toLowerCase();
	if (!NO_PROXY) return true;
	if (NO_PROXY === "*") return false;
	return NO_PROXY.split(/[,\s]/).every(function(proxy) {
		if (!proxy) return true;
		var parsedProxy = proxy.match(/^(.+):(\d+)$/);
		var parsedProxyHostname = parsedProxy ? parsedProxy[1] : proxy;
		var parsedProxyPort = parsedProxy ? parseInt(parsedProxy[2]) : 0;
		if (parsedProxyPort && parsedProxyPort !== port) return true;
		if (!/^[.*]/.test(parsedProxyHostname)) return hostname !== parsedProxyHostname;
		if (parsedProxyHostname.charAt(0) === "*") parsedProxyHostname = parsedProxyHostname.slice(1);
		return !hostname.endsWith(parsedProxyHostname);
	});
}
/**
* Get the value for an environment variable.
*
* @param {string} key - The name of the environment variable.
* @return {string} The value of the environment variable.
* @private
*/
function getEnv(key) {
	return process.env[key.toLowerCase()] || process.env[key.toUpperCase()] || "";
}

// src/http/proxy.ts
/**
* Which proxy a request goes through: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not. This
* machine itself is never asked for through a proxy. Credentials of the proxy are told to `secret` before they are used.
*
* @throws HoistError `PROXY_INVALID`
*/
function proxyFor(url, secret) {
	if (isLoopback(url)) return void 0;
	const text = getProxyForUrl(url);
	if (text === "") return void 0;
	const proxy = URL.canParse(text) ? new URL(text) : void 0;
	if (proxy === void 0 || proxy.protocol !== "http:" && proxy.protocol !== "https:") throw new HoistError("config", "PROXY_INVALID", "the proxy that the environment names is not an http URL", { hint: "Set HTTPS_PROXY to http://HOST:PORT, or exclude the host with NO_PROXY." });
	const authorization = authorizationOf(proxy, secret);
	proxy.username = "";
	proxy.password = "";
	return {
		url: proxy,
		...authorization === void 0 ? {} : { authorization }
	};
}
/**
* Looks at what earlier steps may have left in the environment (A50): refuses a process whose TLS checks were switched
* off, and gives the sentences that say what else changes where bytes go or whom we trust.
*
* @throws HoistError `TLS_NOT_VERIFIED`
*/
function noticesOf(env) {
	if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") throw new HoistError("config", "TLS_NOT_VERIFIED", "NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off", { hint: "Unset it. For one registry with its own CA write registries.HOST.ca in the config." });
	const notices = [];
	const proxies = [
		"https_proxy",
		"http_proxy",
		"all_proxy"
	].filter((name) => valueOf(env, name) !== "");
	if (proxies.length > 0) {
		const names = proxies.map((name) => name.toUpperCase()).join(", ");
		notices.push(`requests go through a proxy (${names}); it resolves host names`);
	}
	if (valueOf(env, "NODE_EXTRA_CA_CERTS") !== "") notices.push("NODE_EXTRA_CA_CERTS adds certificate authorities");
	if (valueOf(env, "SSLKEYLOGFILE") !== "") notices.push("SSLKEYLOGFILE is set; connections of some programs can be read");
	return notices;
}
function valueOf(env, name) {
	return env[name] || env[name.toUpperCase()] || "";
}
function isLoopback(url) {
	const address = literalAddressOf(url);
	return address === "::1" || address?.startsWith("127.") === true;
}
function authorizationOf(proxy, secret) {
	if (proxy.username === "" && proxy.password === "") return void 0;
	const password = decode(proxy.password);
	const encoded = Buffer.from(`${decode(proxy.username)}:${password}`).toString("base64");
	for (const value of [
		proxy.password,
		password,
		encoded
	]) if (value !== "") secret(value);
	return `Basic ${encoded}`;
}
/** A lone `%` is itself, as in every program that reads these variables. */
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

export { literalAddressOf as a, isPublicAddress as i, proxyFor as n, requirePublicLiteral as o, guardedLookup as r, noticesOf as t };