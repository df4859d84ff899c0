import { U as HoistError } from "./start.js";

// src/github/repository.ts
function splitRepository(text) {
	const [owner = "", repo = "", ...more] = text.split("/");
	if (owner !== "" && repo !== "" && more.length === 0) return {
		owner,
		repo
	};
	throw new HoistError("config", "NOT_IN_ACTIONS", `GITHUB_REPOSITORY is not OWNER/REPO: ${JSON.stringify(text)}`, { hint: "The Action runs in a GitHub Actions job; elsewhere use the command line." });
}

export { splitRepository as t };