import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { heldOutDigest } from './held-out-digest.ts';
import { fullSplit } from './protocols/full.ts';
import { streamSplit } from './protocols/stream.ts';
import { smallDataset } from './testing/small-dataset.ts';

it('is of the ids of users and items, in no order', async () => {
  const dataset = smallDataset([[0, 1], [2], [2, 0, 2]], { users: ['b', 'a', 'ü'] });
  const digest = await heldOutDigest(dataset, Int32Array.of(5, 1, 2));
  expect(digest).toBe(createHash('sha256').update('a\0i2\nb\0i1\nü\0i2\n').digest('hex'));
  const [other, more] = [Int32Array.of(5, 0, 2), Int32Array.of(5, 1, 2, 3)];
  for (const events of [other, more]) expect(await heldOutDigest(dataset, events)).not.toBe(digest);
});

/** The same users, each with the same items, in another order of the file. */
const histories = Array.from({ length: 60 }, (_, user) => [user % 7, 7 + (user % 5), 12 + (user % 3)]);
const users = histories.map((_, user) => `u${user}`);
const [one, turned] = [false, true].map((reversed) => {
  const order = [...users.keys()];
  if (reversed) order.reverse();
  return smallDataset(order.map((user) => histories[user]), { users: order.map((user) => users[user]), ordered: false, items: 15 });
});

it.each([1, 2])('a split holds out the same events whatever the order of the users, seed %i', async (seed) => {
  const digests = [one, turned].map((dataset) => [streamSplit(dataset, seed), fullSplit(dataset, seed, null)].map(({ heldOut }) => heldOutDigest(dataset, heldOut)));
  const [first, second] = await Promise.all(digests.map((each) => Promise.all(each)));
  expect(second).toEqual(first);
  expect(new Set(first).size).toBe(2);
  const validated = [one, turned].map((dataset) => fullSplit(dataset, seed, null).validation.map(({ user }) => dataset.users[user]).sort());
  expect(validated[1]).toEqual(validated[0]);
});
