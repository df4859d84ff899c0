import { stageText } from '../../domain/pipeline.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { GitHubApi } from '../api.ts';
import { notVisible } from '../failure.ts';
import { splitRepository } from '../repository.ts';
import { promotionIn } from './payload-text.ts';

const route = 'GET /repos/{owner}/{repo}/deployments';
const pageSize = 100;

/** A deployment whose payload is a promotion, without what became of it. */
export type PromotionRow = {
  /** Ascending by time. */
  readonly id: number;
  /** What GraphQL calls it. */
  readonly node: string;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly creator: string | undefined;
  readonly promotion: Pick<JournalEntry, 'id' | 'intent' | 'cut'>;
};

export type PromotionPage = {
  /** Newest first. What is no promotion, or cannot be read, is left out. */
  readonly rows: readonly PromotionRow[];
  readonly isLast: boolean;
  /** When the oldest deployment of the page was made, readable or not; empty where there is none. */
  readonly back: string;
};

export type PromotionPages = {
  /** The newest hundred of the repository, read once until {@link PromotionPages.forget}. */
  newest(): Promise<PromotionPage>;
  /** The page of that number, from 0 on, of all environments or of one. */
  page(number: number, environment?: string): Promise<PromotionPage>;
  /** Which stages (`pipeline/stage`) a page of all environments tells of, read once. */
  stagesOn(number: number): Promise<StagesOnPage>;
  /** Something was written: what is newest is to be read again. */
  forget(): void;
};

export type StagesOnPage = Pick<PromotionPage, 'isLast' | 'back'> & { readonly stages: ReadonlySet<string> };

/**
 * The deployments that promotions are, as REST lists them: by their task, so that none of the thousands that GitHub and
 * others make is read.
 */
export function createPromotionPages(api: GitHubApi, repository: string): PromotionPages {
  let first: Promise<PromotionPage> | undefined;
  const known = new Map<number, Promise<StagesOnPage>>();

  async function page(number: number, environment?: string): Promise<PromotionPage> {
    const { listOfDeployments } = await import('./schema.ts');
    const body = await api.get(route, {
      ...splitRepository(repository),
      task: 'promote',
      ...(environment !== undefined && { environment }),
      per_page: pageSize,
      page: number + 1,
    });
    const read = listOfDeployments(body);
    if (read === undefined) throw notVisible(`${repository}, deployments`, 'deployments: read');
    const rows: PromotionRow[] = [];
    for (const {
      id,
      node_id: node,
      environment: where,
      created_at: created,
      creator,
      payload,
    } of read.list) {
      const promotion = await promotionIn(payload);
      if (promotion !== undefined) rows.push({ id, node, environment: where, created, creator, promotion });
    }
    const back = read.list.at(-1)?.created_at ?? '';
    return { rows, isLast: read.size < pageSize, back };
  }

  function newest(): Promise<PromotionPage> {
    first ??= page(0);
    return first;
  }

  async function stagesOf(number: number): Promise<StagesOnPage> {
    const { rows, isLast, back } = await page(number);
    return { stages: new Set(rows.map(({ promotion }) => stageText(promotion.intent))), isLast, back };
  }

  return {
    newest,
    page,
    stagesOn(number) {
      const reading = known.get(number) ?? stagesOf(number);
      known.set(number, reading);
      return reading;
    },
    forget() {
      first = undefined;
      known.clear();
    },
  };
}
