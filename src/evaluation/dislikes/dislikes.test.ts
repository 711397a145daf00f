import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../types.ts';
import { type BundleFactors } from '../fold-in/bundle-factors.ts';
import { type Case } from '../protocol-split.ts';
import { type EvaluatedEvent } from '../recommender.ts';
import { scoring } from '../testing/scoring.ts';
import { type DislikeSettings } from './dislike-test.ts';
import { type DislikePlan, planDislikes } from './plan-dislikes.ts';
import { servePlans } from './serve-plans.ts';
import { passes, summariseDislikes } from './summarise-dislikes.ts';

/** 40 items of four kinds, 10 of each: item i is of kind i % 4, and points that way. */
const ITEMS = 40;
const kindOf = (item: number) => item % 4;
const factors: BundleFactors = { dim: 4, factors: Float64Array.from({ length: 4 * ITEMS }, (_, i) => (i % 4 === kindOf(Math.floor(i / 4)) ? 1 + i / 1000 : 0.01)) };
const settings: DislikeSettings = { dislikes: 2, list: 8, horizon: 6, cluster: 10 };
const caseOf = (items: number[]): Case => ({ user: 0, items: Int32Array.from(items), types: new Uint8Array(items.length), predicted: Int32Array.from(items.keys()), negatives: null });
/** The lower the number the better, and kind 2 most of all. */
const tower = scoring(ITEMS, (item) => (kindOf(item) === 2 ? 100 : 0) - item, true);
const planned = (each: Case, some: Partial<DislikeSettings> = {}) => planDislikes(tower, factors, each, { ...settings, ...some });

describe('planDislikes', () => {
  const each = caseOf([0, 4, 2, 8, 12, 1, 5, 9, 13, 17]);

  it('by hand: in the middle the first of the kind that is shown most, and not taken, are disliked', async () => {
    const plan = (await planned(each))!;
    // Item 2 was met.
    expect([...plan.disliked]).toEqual([6, 10]);
    expect([...plan.like.keys()].filter((item) => plan.like[item] === 1)).toEqual(Array.from({ length: 10 }, (_, i) => 4 * i + 2));
    expect([...plan.with.items]).toEqual([0, 4, 2, 8, 12, 6, 10, 1, 5, 9, 13, 17]);
    expect(Array.from(plan.with.types, (type) => EVENT_TYPES[type]).indexOf('dismiss')).toBe(5);
    expect([...plan.with.predicted]).toEqual([7, 8, 9, 10, 11]);
    expect([...plan.without.items]).toEqual([...each.items]);
    expect([...plan.without.predicted]).toEqual([5, 6, 7, 8, 9]);
  });

  it('nobody dislikes what they go on to take, nor with too few events', async () => {
    // Of kind 2 one is taken within the horizon; the others show no two of a kind in a list of 8.
    expect(await planned(caseOf([0, 4, 2, 8, 12, 1, 5, 38, 13, 17]))).toBeNull();
    expect(await planned(caseOf([0, 4, 2, 8, 1, 5, 9, 13]))).toBeNull();
    expect(await planned(each, { dislikes: 9 })).toBeNull();
  });

  it('whoever is asked: recommended, of one kind, not met, and none of the kind in what comes', async () => {
    const events = fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 4, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(events, async (items) => {
        const plan = await planned(caseOf(items));
        if (plan === null) return;
        const at = Math.floor(items.length / 2);
        const kinds = new Set(Array.from(plan.disliked, kindOf));
        expect([plan.disliked.length, kinds.size]).toEqual([2, 1]);
        const next = items.slice(at, at + 6);
        for (const item of plan.disliked) expect(items.slice(0, at)).not.toContain(item);
        for (const item of next) expect(plan.like[item]).toBe(0);
        const predicted = (of: Case) => Array.from(of.predicted, (place) => of.items[place]);
        expect(predicted(plan.with)).toEqual(next);
        expect(predicted(plan.without)).toEqual(next);
      }),
    );
  });
});

describe('the test', () => {
  const dislikes = (events: readonly EvaluatedEvent[], item: number) => events.some((event) => event.type === 'dismiss' && kindOf(event.item) === kindOf(item));
  const base = (item: number) => (kindOf(item) === 2 ? 100 : 0) - item;
  const arms = {
    /** Does not read dislikes. */
    tower: scoring(ITEMS, base, true),
    /** Shows none of a kind that was disliked. */
    obedient: scoring(ITEMS, (item, events) => base(item) - (dislikes(events, item) ? 1000 : 0), true),
    /** Takes a dislike for interest, in arrays that it shares. */
    eager: scoring(ITEMS, (item, events) => (kindOf(item) === 2 ? 6.5 : 0) - item / 4 + (dislikes(events, item) ? 1000 : 0)),
  };

  const summarised = async () => {
    const plans: DislikePlan[] = [];
    for (let user = 0; user < 12; user++) plans.push((await planned(caseOf([0, 4, 2, 8, 12, 1, 5, 9, 13, 17].map((item) => (item === 17 ? 17 + 4 * (user % 3) : item)))))!);
    const served = await Promise.all(
      Object.entries(arms).map(async ([name, recommender]) => {
        const both = { with: await servePlans(recommender, plans, 'with', settings.list, { items: ITEMS }), without: await servePlans(recommender, plans, 'without', settings.list, { items: ITEMS }) };
        return { name, kind: name === 'tower' ? ('tower' as const) : ('learner' as const), with: [both.with], without: [both.without] };
      }),
    );
    return summariseDislikes(served, 12, 1);
  };

  it('by hand: of ten of the kind one was met and two are disliked, so seven of eight places show it, or none', async () => {
    const [still, obedient, eager] = await summarised();
    expect(still.share).toEqual({ without: 7 / 8, with: 7 / 8, difference: 0, ci95: [0, 0] });
    expect(obedient.share).toEqual({ without: 7 / 8, with: 0, difference: -7 / 8, ci95: [-7 / 8, -7 / 8] });
    // What comes next is lower in the list than the kind, until that is gone.
    expect(obedient.ndcg10.difference).toBeGreaterThan(0);
    expect(obedient.beyondTower!.share.difference).toBe(-7 / 8);
    expect(still.beyondTower).toBeNull();
    expect(eager.share.difference).toBeGreaterThan(0.1);
    expect(eager.beyondTower!.share.ci95[0]).toBeGreaterThan(0);
    expect([still, obedient, eager].map(passes)).toEqual([false, true, false]);
  });

  it('fails what costs hits', () => {
    const fall = { without: 0.4, with: 0.1, difference: -0.3, ci95: [-0.4, -0.2] as [number, number] };
    const none = { without: 0.4, with: 0.4, difference: 0, ci95: [-0.01, 0.01] as [number, number] };
    expect(passes({ share: fall, ndcg10: none, hr10: none })).toBe(true);
    expect(passes({ share: fall, ndcg10: fall, hr10: none })).toBe(false);
    expect(passes({ share: none, ndcg10: none, hr10: none })).toBe(false);
  });
});
