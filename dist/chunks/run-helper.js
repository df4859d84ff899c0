import { t as createRunHelper } from "./registry.js";

export { createRunHelper };