import { describe, expect, it } from 'vitest';
import { type EventBin } from './evaluation.ts';
import { hitRate } from './metrics/hit-rate.ts';
import { intraListDiversity } from './metrics/intra-list-diversity.ts';
import { ndcg } from './metrics/ndcg.ts';
import { novelty } from './metrics/novelty.ts';
import { serendipity } from './metrics/serendipity.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';
import { itemsOf, logOf, randomLog } from './prediction-log.fixture.ts';
import { type LoggedArm, summariseArm } from './summarise-arm.ts';
import { type SummaryContext } from './summary-context.ts';

const arm = (log: PredictionLog): LoggedArm => ({ name: 'ours', kind: 'tower', settings: { dim: 8 }, validationNdcg10: 0.5, log });

const FULL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('of three predictions, by hand', () => {
  const context: SummaryContext = {
    ...itemsOf(Array.from({ length: 20 }, (_, item) => (item < 10 ? ['drama'] : item === 10 ? ['drama', 'war'] : []))),
    popularity: Int32Array.from({ length: 20 }, (_, item) => 20 - item),
    information: Float64Array.from({ length: 20 }, (_, item) => item),
    popular: Int32Array.of(...FULL, ...FULL, ...FULL),
    users: 2,
    seed: 1,
  };
  const log = logOf(
    [
      { user: 0, events: 0, target: 0, rank: 1, top: FULL },
      { user: 0, events: 1, target: 10, rank: 3, top: [1, 2, 10] },
      { user: 1, events: 7, target: 15, rank: 12, top: [4] },
    ],
    20,
    6,
    4,
  );
  const { result, plots } = summariseArm(arm(log), context);

  it('keeps what the arm is', () => {
    expect(result).toMatchObject({ name: 'ours', kind: 'tower', settings: { dim: 8 }, validationNdcg10: 0.5 });
  });

  it('accuracy is the mean over predictions', () => {
    expect(result.hr10).toBeCloseTo(2 / 3, 12);
    expect(result.ndcg10).toBeCloseTo((1 + 0.5 + 0) / 3, 12);
    expect(result.mrr).toBeCloseTo((1 + 1 / 3 + 1 / 12) / 3, 12);
    expect(result.byEvents).toEqual({ '0': 1, '1-4': 0.5, '5-19': 0, '20-49': null, '50-99': null, '100-499': null });
  });

  it('of two users a resample has one, the other, or both', () => {
    expect(result.ci95).toEqual({ ndcg10: [0, 0.75], hr10: [0, 1] });
  });

  it('lists are judged beyond accuracy', () => {
    // 14 places, items 0 … 10 shown, of which 1, 2 and 4 twice.
    expect(result.coverage).toBe(11 / 20);
    expect(result.novelty).toBeCloseTo((45 + 13 + 4) / 14, 12);
    // The first list is alike; of the second two pairs of three differ by 1 − 1/√2; the third has no pair.
    expect(result.diversity).toBeCloseTo((0 + (2 / 3) * (1 - Math.SQRT1_2)) / 2, 12);
    // Ascending: nine times 0, eight times 1 at places 10 … 17, three times 2 at 18 … 20; 2j − 21 summed.
    expect(result.gini).toBeCloseTo((-1 + 1 + 3 + 5 + 7 + 9 + 11 + 13 + 2 * (15 + 17 + 19)) / (19 * 14), 12);
    // Item 10 alone was hit and not on the popularity list.
    expect(result.serendipity).toBeCloseTo(1 / 14, 12);
    expect(result.msPerEvent).toBe(1.5);
  });

  it('plots are shares of deciles, and means of users', () => {
    // Two items a decile, item 19 the least popular: items 10 and 11 are decile 4, 8 and 9 decile 5, 4 and 5 decile 7.
    const expected = [0, 0, 0, 0, 1, 2, 2, 3, 3, 3];
    plots.popularityDeciles.forEach((share, decile) => expect(share).toBeCloseTo(expected[decile] / 14, 12));
    expect(plots.genres).toEqual([]);
    expect(plots.userNdcg10).toEqual([0, 0.75]);
  });
});

/** Each item of one to three of six genres. */
const GENRES = Array.from({ length: 60 }, (_, item) => ['a', 'b', 'c', 'd', 'e', 'f'].filter((_, genre) => (item + genre) % 3 === 0 || (item * genre) % 7 === 1));

function contextOf(popular: Int32Array, users: number): SummaryContext {
  const random = Int32Array.from({ length: 60 }, (_, item) => (item * 37) % 101);
  return { ...itemsOf(GENRES), popularity: random, information: Float64Array.from(random, (count) => 8 - count / 20), popular, users, seed: 3 };
}

describe('of 2,000 predictions', () => {
  const log = randomLog(5, 250, 8, 60);
  const context = contextOf(randomLog(6, 250, 8, 60).top, 250);
  const { result, plots } = summariseArm(arm(log), context);
  const lists = Array.from(log.rank, (_, p) => [...log.top.subarray(p * LIST_LENGTH, (p + 1) * LIST_LENGTH)]);
  const mean = (value: (list: number[], relevant: Set<number>, p: number) => number) => lists.reduce((sum, list, p) => sum + value(list, new Set([log.target[p]]), p), 0) / lists.length;

  it('every figure is the mean of the metric in its general form', () => {
    expect(result.ndcg10).toBeCloseTo(mean((list, relevant) => ndcg(list, relevant, 10)), 12);
    expect(result.hr10).toBeCloseTo(mean((list, relevant) => hitRate(list, relevant, 10)), 12);
    expect(result.novelty).toBeCloseTo(mean((list) => novelty(list, context.information, 10) as number), 10);
    expect(result.diversity).toBeCloseTo(mean((list) => intraListDiversity(list, context.features, 10) as number), 10);
    expect(result.serendipity).toBeCloseTo(mean((list, relevant, p) => serendipity(list, relevant, new Set(context.popular.subarray(p * 10, p * 10 + 10)), 10)), 12);
  });

  it('bins have their own predictions, and the interval holds the mean', () => {
    const inBin = (first: number, last: number) => {
      const places = [...log.events.keys()].filter((p) => log.events[p] >= first && log.events[p] <= last);
      return places.reduce((sum, p) => sum + ndcg(lists[p], new Set([log.target[p]]), 10), 0) / places.length;
    };
    const expected: [EventBin, number][] = [['0', inBin(0, 0)], ['1-4', inBin(1, 4)], ['5-19', inBin(5, 19)]];
    for (const [bin, value] of expected) expect(result.byEvents[bin]).toBeCloseTo(value, 12);
    expect(result.ci95.ndcg10[0]).toBeLessThan(result.ndcg10);
    expect(result.ci95.ndcg10[1]).toBeGreaterThan(result.ndcg10);
  });

  it('deciles sum to 1, genres come by predictions, users are 200 quantiles from least to greatest', () => {
    expect(plots.popularityDeciles.length).toBe(10);
    expect(plots.popularityDeciles.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (const { genre, hr10, predictions } of plots.genres) {
      const own = [...log.rank.keys()].filter((p) => GENRES[log.target[p]].includes(genre));
      expect(predictions).toBe(own.length);
      expect(hr10).toBeCloseTo(own.filter((p) => log.rank[p] <= 10).length / own.length, 12);
    }
    expect(plots.genres.map(({ genre }) => genre).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(plots.genres).toEqual(plots.genres.toSorted((a, b) => b.predictions - a.predictions || (a.genre < b.genre ? -1 : 1)));
    const means = Array.from({ length: 250 }, (_, user) => lists.slice(8 * user, 8 * user + 8).reduce((sum, list, i) => sum + ndcg(list, new Set([log.target[8 * user + i]]), 10), 0) / 8).sort((a, b) => a - b);
    expect(plots.userNdcg10.length).toBe(200);
    expect(plots.userNdcg10).toEqual(plots.userNdcg10.toSorted((a, b) => a - b));
    expect(plots.userNdcg10[0]).toBeCloseTo(means[0], 12);
    expect(plots.userNdcg10[199]).toBeCloseTo(means[249], 12);
  });

  it('is the same again, and does not depend on users who were never met', () => {
    expect(summariseArm(arm(log), context)).toEqual({ result, plots });
    expect(summariseArm(arm(log), { ...context, users: 400 })).toEqual({ result, plots });
  });
});

it('a genre is shown from 50 predictions on', () => {
  const rows = Array.from({ length: 99 }, (_, p) => ({ user: 0, events: p, target: p < 50 ? 0 : 1, rank: p < 50 && p % 2 === 0 ? 10 : 11, top: FULL }));
  const genres = itemsOf([['Odd'], ['Even'], ...Array.from({ length: 18 }, () => [])]);
  const context = { ...contextOf(new Int32Array(990), 1), ...genres, popularity: new Int32Array(20), information: new Float64Array(20) };
  expect(summariseArm(arm(logOf(rows)), context).plots.genres).toEqual([{ genre: 'Odd', hr10: 0.5, predictions: 50 }]);
});

describe('refuses', () => {
  const log = randomLog(5, 2, 2, 60);
  const summarised = (change: Partial<PredictionLog>, popular = log.top) => summariseArm(arm({ ...log, ...change }), contextOf(popular, 2));

  it('a log without predictions', () => {
    expect(() => summariseArm(arm(logOf([])), contextOf(log.top, 2))).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of ours: expected at least one prediction, came none; leave the arm out]`);
  });

  it('columns that do not belong together', () => {
    expect(() => summarised({ rank: Int32Array.of(1, 2) })).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of ours: expected 4 rows of rank, came 2]`);
    expect(() => summarised({ top: new Int32Array(4) })).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of ours: expected 4 lists of 10, came 4 places]`);
    expect(() => summarised({ user: Int32Array.of(0, 0, 1, 2) })).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of ours: expected users 0 … 1, came 2]`);
    expect(() => summarised({}, log.top.subarray(10))).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of ours: expected at most 3 predictions, as many as popularity lists, came 4]`);
  });
});
