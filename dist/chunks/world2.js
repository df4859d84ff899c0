import { t as createWorld } from "./world.js";

export { createWorld };