import { n as commandNamed, t as catalogue } from "./commands.js";

export { commandNamed };