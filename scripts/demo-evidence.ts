// What a build attaches to an image in the demo: an SBOM, and, with a key of its own, a signature and scans, as `cosign
// sign --key` and `cosign attest --key` write them under the tags `.sig` and `.att`. Nothing is asked of any network.
import type { Manifest } from '../src/image/manifest.ts';
import { hexOf, type Digest } from '../src/image/digest.ts';
import type { RunningRegistry } from '../test/fakes/registry/server.ts';
import type { SigningKey } from '../test/fakes/sigstore-signer.ts';
import { blob, imageManifest, type Sample, type TestBlob, type TestImage } from '../test/fixtures/images.ts';

export type Place = { readonly registry: RunningRegistry; readonly path: string };

const payloadType = 'application/vnd.in-toto+json';

/** Keeps manifests with their blobs, each under a tag if it is given one. */
function put({ registry: { store }, path }: Place, { manifest, blobs }: TestImage, tag?: string): void {
  for (const bytes of blobs.values()) store.putBlob(path, bytes);
  store.putManifest(path, manifest.bytes, { mediaType: manifest.mediaType });
  if (tag !== undefined) store.tag(path, tag, manifest.digest);
}

/** An SBOM of a platform as a referrer, which nobody signed. */
export function attachSbom(place: Place, subject: Manifest): void {
  const type = 'application/spdx+json';
  const checksums = [{ algorithm: 'SHA256', checksumValue: hexOf(subject.digest) }];
  const root = { SPDXID: 'SPDXRef-image', name: 'web', primaryPackagePurpose: 'CONTAINER', checksums };
  const document = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'web', packages: [root] };
  put(place, imageManifest({ artifactType: type, layers: [blob(JSON.stringify(document), type)], subject }));
}

/** A signature over the digest of the index. */
export function signImage(place: Place, digest: Digest, key: SigningKey): void {
  const payload = Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': place.path },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
  const layer = annotated(
    blob(payload, 'application/vnd.dev.cosign.simplesigning.v1+json'),
    key.sign(payload).toString('base64'),
  );
  put(place, imageManifest({ layers: [layer] }), `sha256-${hexOf(digest)}.sig`);
}

/** A scan of each platform, in statements about its digest; with a critical vulnerability, or with none. */
export function attestScans(
  place: Place,
  image: Sample,
  { key, findings }: { readonly key: SigningKey; readonly findings: 'one' | 'none' },
): void {
  const platforms = [...image.manifests.keys()].filter((digest) => digest !== image.root.digest);
  const layers = platforms.map((digest) => attestation(digest, scan(findings), key));
  put(place, imageManifest({ layers }), `sha256-${hexOf(image.root.digest)}.att`);
}

function attestation(digest: Digest, report: object, key: SigningKey): TestBlob {
  const now = new Date().toISOString();
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'web', digest: { sha256: hexOf(digest) } }],
    predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1',
    predicate: { scanner: { result: report }, metadata: { scanStartedOn: now, scanFinishedOn: now } },
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
  const envelope = {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ sig: key.sign(signed).toString('base64') }],
  };
  return annotated(blob(JSON.stringify(envelope), 'application/vnd.dsse.envelope.v1+json'), '');
}

/** As Trivy reports. */
function scan(findings: 'one' | 'none'): object {
  const purl = 'pkg:deb/debian/libxml2@2.9.14%2Bdfsg-1.3?distro=debian-12.8';
  const libxml = { PkgName: 'libxml2', InstalledVersion: '2.9.14+dfsg-1.3', PkgIdentifier: { PURL: purl } };
  return {
    SchemaVersion: 2,
    Trivy: { Version: '0.70.0' },
    CreatedAt: new Date().toISOString(),
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.8' } },
    Results: [
      {
        Class: 'os-pkgs',
        Type: 'debian',
        Packages: [{ Name: 'libxml2', Version: '2.9.14+dfsg-1.3', Identifier: { PURL: purl } }],
        Vulnerabilities:
          findings === 'none'
            ? []
            : [{ ...libxml, VulnerabilityID: 'CVE-2026-12345', Severity: 'CRITICAL', Status: 'affected' }],
      },
    ],
  };
}

function annotated({ bytes, descriptor }: TestBlob, signature: string): TestBlob {
  return {
    bytes,
    descriptor: { ...descriptor, annotations: { 'dev.cosignproject.cosign/signature': signature } },
  };
}
