import { n as readPromotionRecord, t as Record } from "./promotion-record.js";

export { Record };