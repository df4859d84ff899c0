import { n as printError } from "./terminal.js";

export { printError };