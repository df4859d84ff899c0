import { n as readLeads, t as documentKey } from "./read-leads2.js";

export { documentKey, readLeads };