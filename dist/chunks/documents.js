import { n as writeDocument, t as readDocuments } from "./documents2.js";

export { writeDocument };