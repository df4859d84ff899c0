import { r as openTerminal } from "./start.js";

export { openTerminal };