import { n as signerOfJob, r as whyNotNamed, t as claimsOf } from "./own-signer2.js";

export { whyNotNamed };