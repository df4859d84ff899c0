import { K as messageOf, U as HoistError, m as referenceText, u as parseReference } from "./start.js";
import { D as WorkflowDispatchEvent, _ as RegistryPackageEvent, k as WorkflowRunEvent, y as RepositoryDispatchEvent } from "./schema2.js";

// src/github/event.ts
function askedBy(event, { read, server }) {
	const payload = parseEvent(read);
	switch (event) {
		case "registry_package": return { requested: asking(pushedImage(payload, server)) };
		case "repository_dispatch": {
			const asked = RepositoryDispatchEvent.safeParse(payload).data?.client_payload;
			return { requested: asking(asked?.image, asked?.pipeline ?? void 0) };
		}
		case "workflow_dispatch": return { requested: asking(WorkflowDispatchEvent.safeParse(payload).data?.inputs.image) };
		case "workflow_run": return {
			requested: {},
			triggeringRun: WorkflowRunEvent.safeParse(payload).data?.workflow_run.id
		};
		default: return { requested: {} };
	}
}
function asking(image = "", pipeline = "") {
	return {
		...image.trim() === "" ? {} : { image: image.trim() },
		...pipeline.trim() === "" ? {} : { pipeline: pipeline.trim() }
	};
}
function pushedImage(payload, server) {
	const pushed = RegistryPackageEvent.safeParse(payload).data?.registry_package;
	if (pushed === void 0) return void 0;
	const { name: tag, digest = "" } = pushed.package_version.container_metadata.tag;
	if (tag === "") return void 0;
	const path = `${pushed.namespace}/${pushed.name}`.toLowerCase();
	const text = `${containerRegistry(server)}/${path}:${tag}${digest.trim() === "" ? "" : `@${digest}`}`;
	try {
		return referenceText(parseReference(text));
	} catch (error) {
		throw new HoistError("config", "EVENT_INVALID", `the registry_package event names no image: ${messageOf(error)}`, {
			hint: "Give the image in the input image.",
			cause: error
		});
	}
}
function containerRegistry(server) {
	const { hostname } = new URL(server);
	return hostname === "github.com" ? "ghcr.io" : `containers.${hostname}`;
}
function parseEvent(read) {
	try {
		return JSON.parse(read());
	} catch {
		throw new HoistError("config", "EVENT_INVALID", "the event file of this run could not be read", { hint: "GITHUB_EVENT_PATH has to name the JSON file that the runner wrote." });
	}
}

export { askedBy };