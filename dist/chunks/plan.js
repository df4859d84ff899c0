import { c as plannedOf, s as plan } from "./promotion.js";

export { plan };