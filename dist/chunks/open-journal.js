import { G as openJournal } from "./promotion.js";

export { openJournal };