import type { Notification } from '../domain/config.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { Message, Notifier } from '../ports/notifier.ts';
import type { World } from '../ports/world.ts';

/** Milliseconds before another try; a receiver that says how long is obeyed. */
const waits = [1000, 5000, 15_000];
/** In all, so that a receiver that is down does not hold a promotion up. */
const deadline = 60_000;

/** How the webhooks of a record are told apart, for people: the variable, never what it holds. */
export type Announcement = {
  readonly urlFromEnv: string;
  readonly ok: boolean;
  /** Why not, or with which status. */
  readonly message: string;
  readonly tries: number;
};

/** The webhooks that are told of an outcome of a pipeline. */
export function listeners(
  notify: readonly Notification[],
  { intent, result }: PromotionRecord,
): readonly Notification[] {
  return notify.filter(
    ({ on, pipelines }) =>
      result !== undefined &&
      on.includes(result.outcome) &&
      (pipelines === undefined || pipelines.includes(intent.pipeline)),
  );
}

/** A record as it is delivered: the same bytes and id each time. */
export function deliveryOf(world: Pick<World, 'hide'>, record: PromotionRecord): Message {
  return { id: record.id, body: JSON.stringify(world.hide(record)) };
}

/** Delivers to each webhook, at least once where that can be: tried again where trying may help. Never an error. */
export async function announce(
  world: World,
  to: readonly Notification[],
  message: Message,
): Promise<readonly Announcement[]> {
  if (to.length === 0) return [];
  const notifier = await world.notifier();
  return await Promise.all(to.map((one) => deliver({ world, notifier }, one, message)));
}

async function deliver(
  { world, notifier }: { readonly world: World; readonly notifier: Notifier },
  to: Notification,
  message: Message,
): Promise<Announcement> {
  const { clock, signal } = world;
  const { urlFromEnv } = to;
  const began = clock.ticks();
  for (let tries = 1; ; tries += 1) {
    const delivery = await notifier.send(to, message);
    if (delivery.state === 'delivered')
      return { urlFromEnv, ok: true, message: `the receiver answered ${delivery.status}`, tries };
    const wait = Math.max(waits[tries - 1] ?? 0, delivery.after ?? 0);
    const left = deadline - (clock.ticks() - began);
    const isOver = !delivery.retry || tries > waits.length || wait > left || signal.aborted;
    if (isOver || !(await slept(world, wait))) return { urlFromEnv, ok: false, message: delivery.why, tries };
  }
}

/** False where the run is over. */
async function slept({ clock, signal }: World, milliseconds: number): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
    return true;
  } catch {
    return false;
  }
}
