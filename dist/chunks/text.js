import { t as textOf } from "./text2.js";

export { textOf };