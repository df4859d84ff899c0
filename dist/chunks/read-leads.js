import { n as readLeads, r as readLimits, t as documentKey } from "./read-leads2.js";

export { documentKey, readLeads, readLimits };