import { t as textOf } from "./text.js";

export { textOf };