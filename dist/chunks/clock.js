import { j as systemClock } from "./start.js";

export { systemClock };