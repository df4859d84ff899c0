import { jt as createWorld } from "./start.js";

export { createWorld };