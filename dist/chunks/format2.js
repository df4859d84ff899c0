import { n as readReport, t as readPredicate } from "./format.js";

export { readPredicate };