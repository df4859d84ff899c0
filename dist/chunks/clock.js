import { t as systemClock } from "./clock2.js";

export { systemClock };