import { h as createWorld } from "./start.js";

export { createWorld };