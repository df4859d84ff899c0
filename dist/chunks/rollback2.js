import { n as rollback, t as dryRollback } from "./rollback.js";

export { dryRollback, rollback };