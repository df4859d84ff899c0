import { J as openerFor, q as acceptedSigners } from "./promotion.js";

export { acceptedSigners };