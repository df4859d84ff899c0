import type { JournalEntry } from '../../domain/journal-entry.ts';

/**
 * The promotion that a deployment's payload tells; undefined where it is not ours. GraphQL gives JSON, and JSON of JSON
 * where the payload was text.
 */
export async function promotionIn(
  payload: unknown,
): Promise<Pick<JournalEntry, 'id' | 'intent' | 'cut'> | undefined> {
  const { PromotionPayload } = await import('./schema.ts');
  let value = payload;
  for (let layers = 0; layers < 2 && typeof value === 'string'; layers += 1) value = parsed(value);
  return PromotionPayload.safeParse(value).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
