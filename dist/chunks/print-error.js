import { i as printError } from "./start.js";

export { printError };