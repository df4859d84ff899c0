import { t as textOf } from "./result.js";

export { textOf };