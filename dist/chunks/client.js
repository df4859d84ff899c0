import { a as createRegistryClient } from "./registry.js";

export { createRegistryClient };