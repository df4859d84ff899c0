import { n as needsCommit, r as provenCommit, t as commitFacts } from "./forge-facts.js";

export { commitFacts, needsCommit, provenCommit };