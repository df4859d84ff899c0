import { k as systemClock } from "./start.js";

export { systemClock };