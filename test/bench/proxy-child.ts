// The process of the proxies: obeys proxy-process.ts until that lets go of it.
import { startDelayProxy, type DelayProxy } from './delay-proxy.ts';
import type { Answer, Asked, Order } from './proxy-process.ts';

const proxies = new Map<number, DelayProxy>();

async function obey(order: Order): Promise<Answer['value']> {
  if (order.do === 'open') {
    const proxy = await startDelayProxy(order.target, order.roundTrip);
    proxies.set(proxy.port, proxy);
    return proxy.port;
  }
  const proxy = proxies.get(order.port);
  if (proxy === undefined) throw new Error(`no proxy on ${order.port}`);
  if (order.do === 'count') return proxy.count();
  if (order.do === 'delay') proxy.setRoundTrip(order.roundTrip);
  else {
    proxies.delete(order.port);
    await proxy.close();
  }
  return undefined;
}

process.on('message', ({ id, ...order }: Asked) => {
  const answer = (rest: Omit<Answer, 'id'>): void => void process.send?.({ id, ...rest });
  obey(order).then(
    (value) => answer({ value }),
    (error: unknown) => answer({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
