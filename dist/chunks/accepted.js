import { m as openerFor, p as acceptedSigners } from "./promotion.js";

export { acceptedSigners };