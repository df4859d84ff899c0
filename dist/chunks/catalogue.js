import { n as commandNamed, t as catalogue } from "./start.js";

export { catalogue, commandNamed };