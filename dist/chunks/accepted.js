import { J as acceptedSigners, Y as openerFor } from "./promotion.js";

export { acceptedSigners };