import { n as createLayoutRegistry } from "./registry.js";

export { createLayoutRegistry };