import { n as parseConfig, r as writtenConfig, t as fileOf } from "./parse2.js";

export { fileOf, parseConfig, writtenConfig };