import type { Config } from '../domain/config.ts';
import type { Stage } from '../domain/pipeline.ts';
import { ownTarget } from '../domain/own-target.ts';
import { namesImage } from '../domain/plan.ts';
import { isShownBy } from '../domain/proven-promotion.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { acceptedSigners, openerFor } from './accepted.ts';
import type { PastPromotion, PastQuery } from './past.ts';
import { identityOf, statementsAt, type FoundStatement } from './statements.ts';
import { tellingRank } from './telling-rank.ts';

type Bench = { readonly world: World; readonly config: Config; readonly registry: Registry };

/** By which statements a stage promoted an image to a target; undefined: nothing shows it. */
export type Showing = (stage: Stage, query: PastQuery) => Promise<PastPromotion | undefined>;

/**
 * Whether statements have to show what an earlier stage promoted (contract §6): in Actions unless `attest` is off, and
 * wherever the config says that promotions are signed. Elsewhere, a machine without a key, the journal shows it.
 */
export function wantsStatements({ world, config }: Omit<Bench, 'registry'>): boolean {
  const { attest, keyFromEnv } = config.record;
  if (attest === 'off') return false;
  return world.run.surface === 'action' || attest === 'required' || keyFromEnv !== undefined;
}

/**
 * The statements of a stage at its target: a decision that let the image pass, and the record of its promotion, both by
 * accepted signers in the stage's environment. Where the config on the disk decides this very run, it may have decided the
 * earlier one as well; in Actions it never may.
 */
export function showing(bench: Bench): Showing {
  const { registry, world, config } = bench;
  const told = new Set<string>();
  /** Why what is there does not count, each reason once: "nothing shows it" alone would send people looking. */
  function tell(target: Repository, found: readonly FoundStatement[]): void {
    for (const { trust } of found) {
      if (trust.level !== 'untrusted') continue;
      const text = `a statement at ${target} does not count: ${trust.why}`;
      if (!told.has(text)) world.log.notice(text);
      told.add(text);
    }
  }
  return async (stage, query) => {
    const { pipeline, source, target, digest } = query;
    const { signal } = world;
    const root = await registry.manifest(target, digest, { signal });
    if (root === undefined) return undefined;
    const open = openerFor(world, config.trust, await acceptedSigners(bench));
    const found = await statementsAt({ registry, repository: target, root, signal, open });
    const wanted = {
      repository: target,
      digest,
      pipeline,
      stage: stage.name,
      evenFromDisk: world.run.surface !== 'action',
      guard: stage.environment,
    };
    const decisions = signedOf(found).flatMap((one) => (one.kind === 'decision' ? [one] : []));
    const shown = signedOf(found)
      .flatMap((one) => (one.kind === 'promotion' && isShownBy(one, decisions, wanted) ? [one.record] : []))
      .filter(({ intent }) =>
        intent.sources.some((from) => from.repository === source && from.digest === digest),
      );
    const best = mostTellingOf(shown, query);
    if (best === undefined) {
      tell(target, found);
      return undefined;
    }
    const { intent, result } = best;
    const tags = ownTarget(result?.targets ?? [], intent.sources, { source, target, digest })?.tags ?? [];
    return { tag: tags.find(namesImage)?.tag };
  };
}

/** In whatever order they are listed; of several the newest. */
function mostTellingOf(records: readonly PromotionRecord[], query: PastQuery): PromotionRecord | undefined {
  const rank = ({ intent }: PromotionRecord): number => tellingRank(intent, query);
  return records.toSorted((a, b) => rank(b) - rank(a) || (a.id < b.id ? 1 : -1))[0];
}

/** What somebody signed who counts, with who that was. */
export function signedOf(found: readonly FoundStatement[]) {
  return found.flatMap((one) => {
    const identity = identityOf(one);
    return identity === undefined ? [] : [{ ...one, identity }];
  });
}
