import { A as systemClock } from "./start.js";

export { systemClock };