import { r as createCredentials } from "./registry.js";

export { createCredentials };