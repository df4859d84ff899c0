import { A as failureOf, k as cancelled } from "./start.js";

export { failureOf };