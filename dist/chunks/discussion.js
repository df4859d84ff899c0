import { a as tooMany, i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/discussion.ts
const pullsRoute = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
const pullRoute = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
const createRoute = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const updateRoute = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
const mostPages = 20;
const tries = 3;
const lag = 1e3;
const query = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { fullDatabaseId viewerDidAuthor body url }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
function gitHubDiscussion(api, { repository, clock }) {
	const where = splitRepository(repository);
	async function* commentsOn(pull) {
		const { CommentPage } = await import("./schema.js");
		let after = null;
		for (let pages = 0; pages < mostPages; pages += 1) {
			const data = await api.query("the comments", query, {
				...where,
				number: pull,
				after
			});
			const page = CommentPage.safeParse(data).data;
			if (page === void 0) throw notVisible(`${repository}, pull request ${pull}`, "pull-requests: write");
			yield* page.comments;
			if (page.next === void 0) return;
			after = page.next;
		}
		throw tooMany("the comments", `pull request ${pull} has more comments`);
	}
	async function ours(pull, marker) {
		for await (const comment of commentsOn(pull)) if (comment.isOurs && comment.body.includes(marker)) return comment;
	}
	async function write(pull, known, body) {
		return known === void 0 ? api.send(createRoute, {
			...where,
			issue_number: pull,
			body
		}) : api.send(updateRoute, {
			...where,
			comment_id: known.id,
			body
		});
	}
	return {
		async pullsOf(commit) {
			const pages = await api.pages(pullsRoute, {
				...where,
				commit_sha: commit
			}, mostPages);
			if (pages === void 0) throw notVisible(`${repository}, commit ${commit}`, "pull-requests: read");
			if (pages.cut) throw tooMany(pullsRoute, "the commit is in more pull requests");
			const { PullPlaces } = await import("./schema.js");
			return pages.bodies.flatMap((body) => {
				const page = PullPlaces.safeParse(body).data;
				if (page === void 0) throw unexpected(pullsRoute, "the answer lists no pull requests");
				return page;
			}).toSorted((a, b) => b.number - a.number);
		},
		async pull(number) {
			const body = await api.get(pullRoute, {
				...where,
				pull_number: number
			});
			if (body === void 0) return void 0;
			const { PullPlaces } = await import("./schema.js");
			const [found] = PullPlaces.safeParse([body]).data ?? [];
			if (found === void 0) throw unexpected(pullRoute, "the answer describes no pull request");
			return found;
		},
		said: async (pull, marker) => (await ours(pull, marker))?.body,
		async comment(pull, { marker, body: text }) {
			const body = text.includes(marker) ? text : `${marker}\n${text}`;
			for (let tried = 1;; tried += 1) {
				const known = await ours(pull, marker);
				if (known !== void 0 && sameText(known.body, body)) return known.url;
				const sent = await write(pull, known, body);
				if (sent.became === "done") {
					const { Comment } = await import("./schema.js");
					const written = Comment.safeParse(sent.body).data;
					if (written === void 0) throw unexpected(createRoute, "the answer describes no comment");
					return written.url;
				}
				if (tried === tries) throw sent.error;
				await clock.sleep(lag);
			}
		}
	};
}
function sameText(one, other) {
	return one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();
}

export { gitHubDiscussion };