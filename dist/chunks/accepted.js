import { X as acceptedSigners, Z as openerFor } from "./promotion.js";

export { acceptedSigners };