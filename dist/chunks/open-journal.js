import { I as openJournal } from "./promotion.js";

export { openJournal };