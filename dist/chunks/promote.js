import { a as withNotices, i as ranOf, r as promote } from "./promotion.js";

export { promote };