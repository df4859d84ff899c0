import { i as notVisible } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/blame.ts
const query = `query ($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        blame(path: $path) {
          ranges { startingLine endingLine commit { oid author { user { login } } } }
        }
      }
    }
  }
}`;
async function blame(api, repository, { path, commit, line }) {
	const data = await api.query("the blame", query, {
		...splitRepository(repository),
		commit,
		path
	});
	const { Blame } = await import("./schema.js");
	const ranges = Blame.safeParse(data).data;
	if (ranges === void 0) throw notVisible(`${repository}, ${path} at ${commit}`, "contents: read");
	const range = ranges.find(({ from, to }) => from <= line && line <= to);
	if (range === void 0) return void 0;
	const { author } = range;
	return {
		commit: range.commit,
		...author !== void 0 && { author }
	};
}

export { blame };