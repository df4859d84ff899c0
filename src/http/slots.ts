import { onAbort } from './on-abort.ts';

/** Bodies over this count as big: four of them keep two cores and a network busy (transport.md §3.1). */
const bigBody = 4 * 1024 * 1024;
const bigBodies = 4;
/**
 * Connections that bodies leave to documents. With at most {@link bigBodies} big ones there are always many more: what a
 * manifest may have to wait for is a small blob.
 */
const forDocuments = 1;

type Use = { bodies: number; big: number };
type Waiter = {
  readonly hosts: readonly string[];
  readonly big: boolean;
  readonly grant: (free: () => void) => void;
};

/**
 * Slots for bodies, by host. A transfer takes the slots of its source and of all its targets in one step: one after the
 * other, two transfers could wait for each other where a host is both (transport.md §4.4).
 */
export class Slots {
  readonly #limitOf: (host: string) => number;
  readonly #use = new Map<string, Use>();
  readonly #waiting: Waiter[] = [];

  /** `limitOf`: requests that a host takes at once, now. */
  constructor(limitOf: (host: string) => number) {
    this.#limitOf = limitOf;
  }

  /** A host that is named twice gives two slots. Resolves with what frees them; rejects when the signal aborts. */
  reserve(hosts: readonly string[], bytes: number, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const waiter: Waiter = {
        hosts,
        big: bytes > bigBody,
        grant: (free) => {
          stopListening();
          resolve(free);
        },
      };
      const stopListening = onAbort(signal, () => {
        const at = this.#waiting.indexOf(waiter);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal?.reason as Error);
      });
      this.#waiting.push(waiter);
      this.#grant();
    });
  }

  #grant(): void {
    for (let at = 0; at < this.#waiting.length;) {
      const waiter = this.#waiting[at];
      if (waiter === undefined || !this.#fits(waiter)) {
        at += 1;
        continue;
      }
      this.#waiting.splice(at, 1);
      this.#count(waiter, 1);
      let freed = false;
      waiter.grant(() => {
        if (freed) return;
        freed = true;
        this.#count(waiter, -1);
        this.#grant();
      });
    }
  }

  #fits({ hosts, big }: Waiter): boolean {
    return hosts.every((host) => {
      const asked = hosts.filter((other) => other === host).length;
      const { bodies, big: bigNow } = this.#useOf(host);
      // One transfer always fits, however small the limit: else a host with one connection could never copy to itself.
      if (bodies === 0) return true;
      const room = Math.max(1, this.#limitOf(host) - forDocuments);
      return bodies + asked <= room && (!big || bigNow + asked <= bigBodies);
    });
  }

  #count({ hosts, big }: Waiter, by: 1 | -1): void {
    for (const host of hosts) {
      const use = this.#useOf(host);
      use.bodies += by;
      if (big) use.big += by;
    }
  }

  #useOf(host: string): Use {
    let use = this.#use.get(host);
    if (use === undefined) this.#use.set(host, (use = { bodies: 0, big: 0 }));
    return use;
  }
}
