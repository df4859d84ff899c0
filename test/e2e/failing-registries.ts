import type { TestContext } from 'vitest';
import type { Answer } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { startHoist, type Hoist, type HoistOptions } from './hoist.ts';

/** Registries that fail, and Hoist between them. */
export type Bed = {
  readonly source: RunningRegistry;
  readonly target: RunningRegistry;
  readonly second: RunningRegistry;
  readonly image: Sample;
  readonly hoist: Hoist;
};

export type BedOptions = {
  readonly source?: RegistryOptions;
  readonly target?: RegistryOptions;
  readonly tag?: unknown;
  readonly registries?: (source: string) => object;
  readonly logins?: (source: string, target: string) => HoistOptions['logins'];
};

/** One stage from a registry to two others. */
export async function bed({ onTestFinished }: TestContext, options: BedOptions = {}): Promise<Bed> {
  const source = await startRegistry(options.source);
  const target = await startRegistry(options.target);
  const second = await startRegistry();
  const image = addSample(source.store, 'dev/web', {
    tags: ['1.0.0'],
    platforms: ['linux/amd64'],
    referrers: 1,
  });
  const hoist = await startHoist({
    logins: options.logins?.(source.host, target.host) ?? [],
    config: {
      version: 1,
      registries: options.registries?.(source.host) ?? {},
      pipelines: {
        web: {
          source: `${source.host}/dev/web`,
          stages: [
            { name: 'qa', to: [`${target.host}/qa/web`, `${second.host}/qa/web`], tag: options.tag ?? '%n' },
            { name: 'prod', to: `${second.host}/prod/web` },
          ],
        },
      },
    },
  });
  onTestFinished(async () => {
    await hoist.close();
    for (const each of [source, target, second]) await each.close();
  });
  return { source, target, second, image, hoist };
}

/** What is said, without the breaks that fit it into a terminal. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

export function tagsOf({ store }: RunningRegistry, path = 'qa/web'): readonly string[] {
  return store.tags(path).filter((tag) => !tag.startsWith('sha256-'));
}

/** The one user of registries that ask for one. */
export const users = { [goodCredentials.user]: { password: goodCredentials.password } };

/** A registry that says one thing to everybody. */
export function always(answer: Answer): { readonly intercept: Intercept } {
  return { intercept: () => answer };
}
