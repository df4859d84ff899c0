import { o as registryByPlace } from "./registry.js";

export { registryByPlace };