import { p as record } from "./zod.js";
import { t as WrittenPolicy } from "./language.js";
import { r as Name } from "./written.js";

// src/config/schema-policies.ts
const Policies = record(Name, WrittenPolicy);

export { Policies };