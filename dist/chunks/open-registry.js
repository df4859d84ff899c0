import { t as openRegistry } from "./registry.js";

export { openRegistry };