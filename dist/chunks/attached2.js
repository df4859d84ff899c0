import { n as lookAtReferrers, t as lookAtCosignTags } from "./attached.js";

export { lookAtCosignTags, lookAtReferrers };