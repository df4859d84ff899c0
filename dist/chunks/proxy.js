import { d as proxyFor, u as noticesOf } from "./registry.js";

export { noticesOf };