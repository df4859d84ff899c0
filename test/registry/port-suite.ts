import { afterAll, beforeAll, describe } from 'vitest';
import type { Repository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { blobCases } from './port/blobs.ts';
import { callCases } from './port/calls.ts';
import type { Ground, Lack } from './port/ground.ts';
import { manifestCases } from './port/manifests.ts';
import { referrersCases } from './port/referrers.ts';
import { tagCases } from './port/tags.ts';
import { uploadCases } from './port/uploads.ts';

export type Subject = {
  readonly registry: Registry;
  /** The repository of that path; two paths are two repositories of one host, where there are hosts. */
  readonly repository: (path: string) => Repository;
  close(): Promise<void>;
};

export type PortOptions = {
  /** What the server behind the port is known not to do; the cases that need it are left out. */
  readonly lacks?: readonly Lack[];
};

/** Holds an implementation of the port `Registry` to what the port's doc comments say. */
export function portSuite(name: string, setup: () => Promise<Subject>, options: PortOptions = {}): void {
  describe(`the port to a registry, by ${name}`, () => {
    let subject: Subject | undefined;
    let count = 0;

    beforeAll(async () => {
      subject = await setup();
    });
    afterAll(async () => {
      await subject?.registry.close();
      await subject?.close();
    });

    const ground: Ground = {
      lacks: (what) => options.lacks?.includes(what) ?? false,
      get registry() {
        if (subject === undefined) throw new Error('the suite was not set up');
        return subject.registry;
      },
      fresh: () => {
        if (subject === undefined) throw new Error('the suite was not set up');
        count += 1;
        return subject.repository(`acme/case-${count}`);
      },
    };

    manifestCases(ground);
    tagCases(ground);
    blobCases(ground);
    uploadCases(ground);
    referrersCases(ground);
    callCases(ground);
  });
}
