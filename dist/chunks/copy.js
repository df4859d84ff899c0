import { n as planCopy, t as copy } from "./promotion.js";

export { copy, planCopy };