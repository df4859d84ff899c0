import { t as openTerminal } from "./terminal.js";

export { openTerminal };