import { n as writeSummary, t as summaryOf } from "./summary2.js";

export { summaryOf, writeSummary };