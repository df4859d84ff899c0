import { O as cancelled, k as failureOf } from "./start.js";

export { failureOf };