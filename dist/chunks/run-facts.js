import { n as runReviews, t as runFactsOf } from "./run-facts2.js";

export { runFactsOf, runReviews };