import { n as createAnnotations, t as annotateError } from "./annotations2.js";

export { annotateError, createAnnotations };