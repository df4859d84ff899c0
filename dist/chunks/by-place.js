import { i as isLayout } from "./reference.js";

// src/registry/by-place.ts
/** The port for all repositories: folders in OCI image layout (`oci:\u2026`) on the disk, everything else over HTTP. */
function registryByPlace(http, layout) {
	const of = (repository) => isLayout(repository) ? layout : http;
	return {
		manifest: (repository, reference, call) => of(repository).manifest(repository, reference, call),
		head: (repository, reference, call) => of(repository).head(repository, reference, call),
		putManifest: (repository, manifest, call) => of(repository).putManifest(repository, manifest, call),
		tag: (repository, manifest, tag, call) => of(repository).tag(repository, manifest, tag, call),
		hasBlob: (repository, blob, call) => of(repository).hasBlob(repository, blob, call),
		openBlob: (repository, blob, from, call) => of(repository).openBlob(repository, blob, from, call),
		beginBlob: (repository, blob, options) => of(repository).beginBlob(repository, blob, options),
		tags: (repository, call) => of(repository).tags(repository, call),
		referrers: (repository, subject, options) => of(repository).referrers(repository, subject, options),
		attach: (repository, subject, referrers, call) => of(repository).attach(repository, subject, referrers, call),
		reserve: (repositories, bytes, call) => http.reserve(repositories.filter((repository) => !isLayout(repository)), bytes, call),
		expect: (repository, requests) => of(repository).expect(repository, requests),
		pullsLeft: (repository) => of(repository).pullsLeft(repository),
		access: (repository, actions, call) => of(repository).access(repository, actions, call),
		async close() {
			await Promise.all([http.close(), layout.close()]);
		}
	};
}

export { registryByPlace };