import { n as parseConfig, r as writtenConfig, t as fileOf } from "./parse.js";

export { fileOf, parseConfig, writtenConfig };