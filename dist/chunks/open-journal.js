import { U as openJournal } from "./promotion.js";

export { openJournal };