import { n as tufRoots, t as embeddedRoot } from "./trust-root.js";

export { embeddedRoot, tufRoots };