import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/disk/clock.ts';
import { layoutRepository, parseTag } from '../../../src/image/reference.ts';
import type { Registry } from '../../../src/ports/registry.ts';
import { createLayoutRegistry } from '../../../src/registry/layout/registry.ts';
import { sampleImage, withReferrers } from '../../fixtures/images.ts';
import { putSample } from '../port/ground.ts';

/** Puts one image after the other into a folder and moves a tag to each, until it is killed. Prints a line for each write. */
const [, , folder = '', start = '0'] = process.argv;
const registry = createLayoutRegistry({ clock: systemClock() });
const telling: Registry = {
  ...registry,
  beginBlob: (...call) => tell(() => registry.beginBlob(...call)),
  putManifest: (...call) => tell(() => registry.putManifest(...call)),
  attach: (...call) => tell(() => registry.attach(...call)),
  tag: (...call) => tell(() => registry.tag(...call)),
};

function tell<T>(write: () => Promise<T>): Promise<T> {
  writeSync(1, '.\n');
  return write();
}

for (let seed = Number(start) + 1; ; seed++) {
  const sample = withReferrers(sampleImage({ platforms: 2, layers: 2, layerSize: 100_000, seed }), { seed });
  await putSample(telling, layoutRepository(folder), sample, parseTag(`v${seed}`), parseTag('stable'));
}
