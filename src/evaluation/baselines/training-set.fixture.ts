/** Training sets written by hand or planted, and what a baseline says after some events. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { contentFeatures } from '../../catalog/content-features.ts';
import { planted, type PlantedTruth } from '../../catalog/testing/planted.ts';
import { historiesOf } from '../../training/testing/planted-data.ts';
import { type Item } from '../../types.ts';
import { type Recommender } from '../recommender.ts';
import { type TrainingSet } from '../training-set.ts';

/** Histories of item numbers, all of whose users train; `items` is a number of bare items, or the items. */
export function trainingSet(histories: number[][], items: number | Item[], ordered = true): TrainingSet {
  const catalogue = typeof items === 'number' ? Array.from({ length: items }, (_, i) => bareItem(`i${i}`)) : items;
  return {
    items: catalogue,
    features: contentFeatures(catalogue),
    histories: historiesOf(histories),
    users: Int32Array.from(histories.keys()),
    ordered,
  };
}

export function bareItem(title: string, rest: Partial<Item> = {}): Item {
  return { id: title, title, genres: [], year: null, extra: {}, ...rest };
}

/** The planted data; the last `held` users do not train. */
export function plantedSet(held: number, ordered = true): { train: TrainingSet; truth: PlantedTruth; test: number[][] } {
  const { truth } = planted({ users: 300 });
  const items = truth.itemIds.map((id, i) => bareItem(id, { title: `of ${truth.groupOf[i]}`, genres: [`group ${truth.groupOf[i]}`] }));
  const train = trainingSet(truth.histories, items, ordered);
  return { truth, train: { ...train, users: train.users.slice(0, -held) }, test: truth.histories.slice(-held) };
}

/** Some users over some items, repeats included, and a visitor's events. */
export const randomHistories = fc.record({
  histories: fc.array(fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 10 }),
  visitor: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 6 }),
});
export const RANDOM_ITEMS = 8;

/** Scores after the events, asked for after each of them, as a protocol does. */
export async function scoresAfter(recommender: Recommender, events: number[]): Promise<number[]> {
  const visitor = recommender.start();
  let scores = await visitor.scores();
  for (const item of events) {
    await visitor.observe({ item, type: 'view' });
    scores = await visitor.scores();
  }
  return [...scores];
}

/** What numbers equal to so many digits match. */
export function close(expected: number[], digits = 5): unknown[] {
  return expected.map((value) => expect.closeTo(value, digits));
}
