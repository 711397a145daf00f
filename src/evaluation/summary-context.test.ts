import { expect, it } from 'vitest';
import { itemsOf } from './prediction-log.fixture.ts';
import { type Case } from './protocol-split.ts';
import { summaryContext } from './summary-context.ts';

it('counts events for popularity and users for information, of the training users alone', () => {
  const { items, features } = itemsOf([['a'], ['b'], ['c']]);
  // User 1 is not trained on; user 0 touches item 0 twice.
  const histories = { offsets: Int32Array.of(0, 3, 5, 6), itemOf: Int32Array.of(0, 1, 0, 2, 2, 1), typeOf: new Uint8Array(6) };
  const test: Case = { user: 1, items: Int32Array.of(2, 0), types: new Uint8Array(2), predicted: Int32Array.of(0), negatives: null };
  const context = summaryContext({ items, features, histories, users: Int32Array.of(0, 2), ordered: true }, [test], 7);
  expect(context).toMatchObject({ items, features, users: 1, seed: 7 });
  expect([...context.popularity]).toEqual([2, 2, 0]);
  expect([...context.information]).toEqual([1, expect.closeTo(Math.log2(3 / 2.5), 12), Math.log2(6)]);
  expect([...context.popular]).toEqual([0, 1, 2, -1, -1, -1, -1, -1, -1, -1]);
});
