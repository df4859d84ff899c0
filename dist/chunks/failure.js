import { D as cancelled, O as failureOf } from "./start.js";

export { failureOf };