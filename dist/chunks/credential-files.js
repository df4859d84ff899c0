import { i as credentialFiles } from "./registry.js";

export { credentialFiles };