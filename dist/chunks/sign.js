import { o as __toESM } from "./rolldown-runtime.js";
import { O as bundleType } from "./promotion.js";
import { K as messageOf, U as HoistError } from "./start.js";
import { i as preAuthEncoding } from "./signed-document.js";
import { n as inTotoType } from "./statement.js";
import { n as signerOfJob, t as claimsOf } from "./own-signer2.js";
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

// src/evidence/sign-key.ts
function keySigner(pem, variable) {
	const key = parseKey(pem, variable);
	const publicKey = createPublicKey(key);
	const publicPem = publicKey.export({
		type: "spki",
		format: "pem"
	}).toString();
	const hint = createHash("sha256").update(publicKey.export({
		type: "spki",
		format: "der"
	})).digest("base64");
	return {
		kind: "key",
		publicKey: publicPem,
		self: async () => ({
			identity: {
				kind: "key",
				claims: {}
			},
			signer: {
				kind: "key",
				name: variable,
				pem: publicPem,
				transparencyLog: "none"
			}
		}),
		async sign(statement) {
			const payload = Buffer.from(statement);
			const signature = sign(schemeOf(key), preAuthEncoding(inTotoType, payload), key);
			const bundle = {
				mediaType: bundleType,
				verificationMaterial: { publicKey: { hint } },
				dsseEnvelope: {
					payload: payload.toString("base64"),
					payloadType: inTotoType,
					signatures: [{ sig: signature.toString("base64") }]
				}
			};
			return Buffer.from(JSON.stringify(bundle));
		}
	};
}
function schemeOf(key) {
	return key.asymmetricKeyType === "ed25519" ? null : "sha256";
}
function parseKey(pem, variable) {
	if (/-----BEGIN ENCRYPTED/.test(pem)) throw invalid(variable, "is encrypted", "Give the key itself in PEM (PKCS #8), kept as a secret.");
	let key;
	try {
		key = createPrivateKey(pem);
	} catch {
		throw invalid(variable, "is no private key in PEM", "Write it with `openssl genpkey`.");
	}
	const curve = key.asymmetricKeyDetails?.namedCurve;
	if (key.asymmetricKeyType !== "ed25519" && curve !== "prime256v1") throw invalid(variable, "is of a kind that is not signed with", "Use ECDSA on P-256, or Ed25519: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.");
	return key;
}
function invalid(variable, what, hint) {
	return new HoistError("config", "SIGNING_KEY_INVALID", `the key in ${variable} ${what}`, { hint });
}

// src/evidence/sign-keyless.ts
const publicInstance = {
	fulcio: "https://fulcio.sigstore.dev",
	rekor: "https://rekor.sigstore.dev"
};
const privateInstance = {
	fulcio: "https://fulcio.githubapp.com",
	timestamps: "https://timestamp.githubapp.com"
};
const audience = "sigstore";
const timeout = 15e3;
const retry = { retries: 3 };
function keylessSigner({ idToken, server, endpoints }) {
	let own;
	return {
		kind: "keyless",
		self: () => own ??= idToken(audience).then((token) => signerOfJob(token, server)),
		async sign(statement, { signal } = {}) {
			const [{ DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness }, { bundleToJSON }, token] = await Promise.all([
				import("./dist4.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1)),
				import("./dist3.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1)),
				idToken(audience)
			]);
			signal?.throwIfAborted();
			const { fulcio, rekor, timestamps } = endpoints ?? endpointsFor(token, server);
			const builder = new DSSEBundleBuilder({
				signer: new FulcioSigner({
					fulcioBaseURL: fulcio,
					identityProvider: { getToken: async () => token },
					timeout,
					retry
				}),
				witnesses: [...rekor === void 0 ? [] : [new RekorWitness({
					rekorBaseURL: rekor,
					timeout,
					retry
				})], ...timestamps === void 0 ? [] : [new TSAWitness({
					tsaBaseURL: timestamps,
					timeout,
					retry
				})]]
			});
			try {
				const bundle = await builder.create({
					data: Buffer.from(statement),
					type: inTotoType
				});
				return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
			} catch (error) {
				throw failed(error, token);
			}
		}
	};
}
function endpointsFor(token, server) {
	const { hostname } = new URL(server);
	if (hostname.endsWith(".ghe.com")) return {
		fulcio: `https://fulcio.${hostname}`,
		timestamps: `https://timestamp.${hostname}`
	};
	return claimsOf(token)["repository_visibility"] === "public" ? publicInstance : privateInstance;
}
function failed(error, token) {
	const said = [messageOf(error), error instanceof Error ? messageOf(error.cause ?? "") : ""].filter((text) => text !== "").join(": ").replaceAll(token, "***");
	return new HoistError("unreachable", "SIGNING_FAILED", `the statement could not be signed: ${said}`, { hint: "Sigstore may be unreachable from here: try again, or name a key with record.key-from-env." });
}

// src/evidence/sign.ts
function offerSigner({ key, idToken, inActions, server, endpoints }) {
	if (key !== void 0 && key.pem !== void 0) return ready(keySigner(key.pem, key.variable));
	if (key !== void 0) return {
		state: "unable",
		why: `the environment variable ${key.variable}, which record.key-from-env names, is not set`,
		hint: `Set ${key.variable} to the private key in PEM: in Actions from a secret.`
	};
	if (idToken !== void 0) return ready(keylessSigner({
		idToken,
		server,
		endpoints
	}));
	return inActions ? {
		state: "unable",
		why: "the job has no permission to have an ID token",
		hint: "Give the job `permissions: id-token: write`, or name a key with record.key-from-env."
	} : {
		state: "unable",
		why: "outside GitHub Actions there is nobody whom a certificate could name",
		hint: "Name a key with record.key-from-env, or run it in Actions with `id-token: write`."
	};
}
function ready(signer) {
	return {
		state: "ready",
		signer
	};
}

export { offerSigner };