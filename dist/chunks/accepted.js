import { G as openerFor, W as acceptedSigners } from "./promotion.js";

export { acceptedSigners };