import { Bt as failureOf, zt as cancelled } from "./start.js";

export { failureOf };