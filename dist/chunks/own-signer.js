import { i as whyNotNamed, n as ownName, r as signerOfJob, t as claimsOf } from "./own-signer2.js";

export { whyNotNamed };