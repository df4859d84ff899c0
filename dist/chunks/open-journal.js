import { q as openJournal } from "./promotion.js";

export { openJournal };