import { W as openJournal } from "./promotion.js";

export { openJournal };