import { F as openJournal } from "./promotion.js";

export { openJournal };