import { L as isDigest } from "./start.js";
import { a as boolean, c as literal, g as string, i as array, l as looseObject, o as custom, r as _enum, u as number } from "./zod.js";

// src/promotion/schema.ts
const text = string().max(4096);
const digest = custom((value) => typeof value === "string" && isDigest(value));
const tag = looseObject({
	tag: text,
	before: digest.nullable(),
	after: digest.nullable()
});
const Record = looseObject({
	schema: literal("hoist/promotion/v1"),
	id: text,
	intent: looseObject({
		pipeline: text,
		stage: text,
		kind: _enum([
			"auto",
			"manual",
			"rollback",
			"sync",
			"copy"
		]),
		planned: text,
		actor: text,
		initiator: text,
		comment: text.optional(),
		environment: text.optional(),
		planHash: text.optional(),
		sources: array(looseObject({
			repository: text,
			tag: text.optional(),
			digest
		})),
		targets: array(looseObject({
			repository: text,
			digest,
			tags: array(tag)
		})),
		config: looseObject({
			path: text,
			commit: text.optional(),
			sha256: text
		}).optional(),
		policy: array(looseObject({
			digest,
			verdict: text,
			policies: array(text),
			checks: array(looseObject({
				id: text,
				verdict: text,
				level: text
			})),
			waivers: array(looseObject({
				id: text,
				owner: text
			}))
		})).optional(),
		run: looseObject({
			url: text.optional(),
			id: text.optional(),
			attempt: number().optional()
		})
	}),
	result: looseObject({
		outcome: text,
		started: text,
		finished: text,
		approvals: looseObject({
			environment: text,
			bypassed: boolean(),
			attribution: text,
			given: array(looseObject({
				user: text,
				state: text,
				comment: text
			}))
		}).optional(),
		targets: array(looseObject({
			repository: text,
			digest,
			tags: array(looseObject({
				...tag.shape,
				action: text
			}))
		}))
	}).optional()
}).transform((record) => record);

export { Record };