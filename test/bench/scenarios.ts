import type { ImageShape } from './bench-image.ts';
import {
  noBlobBytes,
  noMoreRequests,
  peakBelow,
  requestsAtMost,
  sourceOnce,
  wallAtMost,
  type Goal,
} from './goal.ts';

export type Scenario = {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly image: ImageShape;
  /** Milliseconds to and from each registry; 0: no proxy is in the way of what is timed. */
  readonly roundTrip: number;
  readonly tls: boolean;
  /**
   * `empty`: one registry of its own. `both`: two of them. `same`: another repository of the source's registry.
   */
  readonly targets: 'empty' | 'both' | 'same';
  /** Everything was copied before by the same program: what is measured is the second time. */
  readonly again: boolean;
  /** With `promote` and a pipeline; else `copy`, where one target allows it. */
  readonly promotes: boolean;
  readonly goals: readonly Goal[];
  /** So big that once is enough, and only where there is room. */
  readonly huge?: true;
};

const mebibyte = 1024 * 1024;
const sixtyLayers: ImageShape = { platforms: 0, layers: 60, layerSize: mebibyte / 2, referrers: 0 };
const eightBig: ImageShape = { platforms: 0, layers: 8, layerSize: 64 * mebibyte, referrers: 0 };
const eightSmall: ImageShape = { ...eightBig, layerSize: mebibyte / 2 };
const wholeIndex: ImageShape = {
  platforms: 3,
  layers: 20,
  layerSize: Math.round(mebibyte / 5),
  referrers: 2,
};
const peak = peakBelow(120e6);
const plain = { roundTrip: 0, tls: false, targets: 'empty', again: false, promotes: false } as const;

/** What is compared, and how far Hoist is to get (docs/benchmarks.md). */
export const scenarios: readonly Scenario[] = [
  {
    ...plain,
    name: 'layers',
    title: '60 layers × 0.5 MiB, 50 ms round trip',
    image: sixtyLayers,
    roundTrip: 50,
    goals: [wallAtMost(0.2), requestsAtMost(195), peak],
  },
  {
    ...plain,
    name: 'layers-tls',
    title: '60 layers × 0.5 MiB, 50 ms round trip, TLS',
    image: sixtyLayers,
    roundTrip: 50,
    tls: true,
    goals: [wallAtMost(0.25), peak],
  },
  {
    ...plain,
    name: 'index',
    title: 'index, 3 platforms × 20 × 0.2 MiB, 2 referrers, 50 ms round trip',
    image: wholeIndex,
    roundTrip: 50,
    goals: [wallAtMost(0.3), peak],
  },
  {
    ...plain,
    name: 'nothing-to-do',
    title: 'nothing to do, 60 layers × 0.5 MiB, 50 ms round trip',
    image: sixtyLayers,
    roundTrip: 50,
    again: true,
    goals: [wallAtMost(0.95)],
  },
  {
    ...plain,
    name: 'big-layers',
    title: '8 layers × 64 MiB',
    image: eightBig,
    goals: [wallAtMost(1.15), peak],
  },
  {
    ...plain,
    name: 'big-layers-tls',
    title: '8 layers × 64 MiB, TLS',
    image: eightBig,
    tls: true,
    goals: [wallAtMost(0.95), peak],
  },
  {
    ...plain,
    name: 'two-targets',
    title: 'two targets, 8 layers × 64 MiB',
    image: eightBig,
    targets: 'both',
    promotes: true,
    goals: [sourceOnce, peak],
  },
  {
    ...plain,
    name: 'same-registry',
    title: 'same registry, other repository, 8 layers × 0.5 MiB',
    image: eightSmall,
    targets: 'same',
    goals: [noBlobBytes, noMoreRequests],
  },
  {
    ...plain,
    name: 'promoted-again',
    title: 'promoted again, index with 3 platforms and 2 referrers',
    image: wholeIndex,
    again: true,
    promotes: true,
    goals: [requestsAtMost(8)],
  },
  {
    ...plain,
    name: 'huge-layer',
    title: 'one layer of 2 GiB',
    image: { platforms: 0, layers: 1, layerSize: 2048 * mebibyte, referrers: 0 },
    goals: [peak],
    huge: true,
  },
];
