import { g as createWorld } from "./start.js";

export { createWorld };