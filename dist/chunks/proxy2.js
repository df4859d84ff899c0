import { n as proxyFor, t as noticesOf } from "./proxy.js";

export { noticesOf };