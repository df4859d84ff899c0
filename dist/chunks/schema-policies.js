import { m as record } from "./schemas.js";
import { t as WrittenPolicy } from "./language.js";
import { r as Name } from "./written.js";

// src/config/schema-policies.ts
/** Named lists of checks, with the options of every check: loaded where a config has policies. */
const Policies = record(Name, WrittenPolicy);

export { Policies };