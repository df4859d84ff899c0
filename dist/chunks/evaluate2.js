import { n as needsOf, t as evaluate } from "./evaluate.js";

export { evaluate, needsOf };