import { n as failureOf, t as cancelled } from "./failure2.js";

export { failureOf };