import { _ as openerFor, g as acceptedSigners } from "./promotion.js";

export { acceptedSigners };