import { K as acceptedSigners, q as openerFor } from "./promotion.js";

export { acceptedSigners };