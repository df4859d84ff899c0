import { Vt as systemClock } from "./start.js";

export { systemClock };