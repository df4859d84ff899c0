import { expect, it } from 'vitest';
import { remembered } from '../../src/promotion/remembered.ts';

function counted(length: number) {
  const given: number[] = [];
  async function* all(): AsyncGenerator<number> {
    for (let one = 0; one < length; one += 1) {
      given.push(one);
      yield one;
    }
  }
  return { given, list: remembered(async () => all()) };
}

async function take(list: AsyncIterable<number>, most = Infinity): Promise<number[]> {
  const taken: number[] = [];
  for await (const one of list) {
    taken.push(one);
    if (taken.length === most) break;
  }
  return taken;
}

it('when it is asked for twice, it is read once', async () => {
  const { given, list } = counted(3);
  expect(await take(list())).toEqual([0, 1, 2]);
  expect(await take(list())).toEqual([0, 1, 2]);
  expect(given).toEqual([0, 1, 2]);
});

it('when nobody goes further, no more is read, and who does gets the rest', async () => {
  const { given, list } = counted(5);
  expect(await take(list(), 2)).toEqual([0, 1]);
  expect(given).toEqual([0, 1]);
  expect(await take(list())).toEqual([0, 1, 2, 3, 4]);
});

it('when several read at once, each gets all of it', async () => {
  const { given, list } = counted(4);
  const lists = await Promise.all([take(list()), take(list()), take(list(), 3)]);
  expect(lists).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
    [0, 1, 2],
  ]);
  expect(given).toEqual([0, 1, 2, 3]);
});

it('when there is nothing, or it cannot be opened, that is what everybody meets', async () => {
  expect(await take(counted(0).list())).toEqual([]);
  const broken = remembered<number>(() => Promise.reject(new Error('no disk')));
  await expect(take(broken())).rejects.toThrow('no disk');
  await expect(take(broken())).rejects.toThrow('no disk');
});
