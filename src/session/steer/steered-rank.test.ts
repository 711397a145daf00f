import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { PlainScorer } from '../../kernels/plain-scorer.ts';
import { type RankRules, type Steering } from '../../types.ts';
import { Session } from '../session.ts';
import { randomEvents, smallModel } from '../testing/small-session.ts';
import { applyRules, mergeRules, needsGenres } from './apply-rules.ts';
import { ItemGroups } from './item-groups.ts';
import { steeredRank } from './steered-rank.ts';

const ITEMS = 60;
const PLAIN: Steering = { explore: 0, genres: {}, hidden: [] };
const GENRES = ['Drama', 'War', 'Comedy'];
const model = smallModel(ITEMS);
const events = randomEvents(8, ITEMS, 4);
const met = new Set(events.map(({ item }) => item));
const texts = {
  count: ITEMS,
  hasText: () => true,
  text: (item: number) => ({
    id: `i${item}`,
    title: `Item ${item}`,
    genres: GENRES.filter((_, genre) => (item >> genre) % 2 === 1),
    year: item % 5 === 0 ? null : 1990 + (item % 4),
    extra: item % 7 === 0 ? ({} as Record<string, string>) : { brand: `b${item % 4}` },
  }),
};
const groups = new ItemGroups(texts);
const indexOf = (id: string) => (/^i\d+$/.test(id) && Number(id.slice(1)) < ITEMS ? Number(id.slice(1)) : undefined);

/** One stage, and two of few candidates. */
const sessions = [0, 24].map((candidates) => {
  const session = new Session(model, new PlainScorer(model.config, model.network, model, { candidates }));
  session.observe(events);
  return session;
});
const [session] = sessions;

async function ranked(rules: RankRules, steering: Partial<Steering> = {}, limit = 12, by = session) {
  const { items, scores } = await steeredRank(by, { ...applyRules(rules, { ...PLAIN, ...steering }, { indexOf, groups }), limit });
  return { items: [...items], scores };
}
const ids = (items: readonly number[]) => items.map((item) => `i${item}`);

let plain: number[];
let scores: Float32Array;
beforeAll(async () => {
  plain = [...(await session.rank({ limit: ITEMS })).items];
  scores = await session.scores();
});

const id = fc.integer({ min: 0, max: ITEMS + 4 }).map((item) => `i${item}`);
const pins = fc
  .tuple(fc.uniqueArray(id, { maxLength: 4 }), fc.uniqueArray(fc.nat(14), { minLength: 4, maxLength: 4 }))
  .map(([items, places]) => items.map((item, i) => ({ item, position: places[i] })));
const rules: fc.Arbitrary<RankRules> = fc.record(
  {
    deny: fc.array(id, { maxLength: 10 }),
    pin: pins,
    allow: fc.array(id, { minLength: 5, maxLength: 40 }),
    atMost: fc.dictionary(fc.constantFrom('genres', 'brand', 'year'), fc.integer({ min: 0, max: 6 }), { maxKeys: 2 }),
    boost: fc.record({ items: fc.dictionary(id, fc.double({ min: -3, max: 3, noNaN: true }), { maxKeys: 3 }), genres: fc.dictionary(fc.constantFrom('drama', 'War'), fc.double({ min: -3, max: 3, noNaN: true })) }),
  },
  { requiredKeys: [] },
);
const steering = fc.record({
  explore: fc.constantFrom(0, 0, 0.3, 1),
  genres: fc.dictionary(fc.constantFrom('Drama', 'Comedy'), fc.integer({ min: -2, max: 2 })),
  hidden: fc.array(id, { maxLength: 5 }),
});

describe('a steered ranking', () => {
  it('keeps the order of precedence, whatever is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(rules, steering, fc.integer({ min: 1, max: 15 }), fc.constantFrom(...sessions), async (given, steered, limit, by) => {
        const { items: list } = await ranked(given, steered, limit, by);
        const never = new Set([...steered.hidden, ...(given.deny ?? [])].map(indexOf));
        const placed = (given.pin ?? []).map(({ item, position }) => ({ item: indexOf(item), position })).filter(({ item, position }) => item !== undefined && !never.has(item) && position < limit);
        const pinned = new Set(placed.map(({ item }) => item));
        const allowed = given.allow && new Set(given.allow.map(indexOf));
        const others = list.filter((item) => !pinned.has(item));
        expect(new Set(list).size).toBe(list.length);
        for (const item of list) expect(never.has(item)).toBe(false);
        for (const item of others) {
          expect(met.has(item)).toBe(false);
          if (allowed) expect(allowed.has(item)).toBe(true);
        }
        // Each pin at its place, where so many others came before it; else at the list's end.
        for (const { item, position } of placed) {
          const before = others.length + placed.filter((pin) => pin.position < position).length;
          expect(list).toContain(item);
          if (before >= position) expect(list[position]).toBe(item);
        }
        const counted = (field: string, value: string, among: readonly number[]) => among.filter((item) => groups.valuesOf(field, item).includes(value)).length;
        const atMost = Object.entries(given.atMost ?? {});
        for (const [field, most] of atMost) {
          for (const value of new Set(list.flatMap((item) => groups.valuesOf(field, item)))) {
            expect(counted(field, value, list)).toBeLessThanOrEqual(Math.max(most, counted(field, value, [...pinned] as number[])));
          }
        }
        // Shorter than asked for only where nobody else fits.
        if (list.length < limit) {
          for (let item = 0; item < ITEMS; item++) {
            if (list.includes(item) || never.has(item) || met.has(item) || (allowed && !allowed.has(item))) continue;
            expect(atMost.some(([field, most]) => groups.valuesOf(field, item).some((value) => counted(field, value, list) >= most))).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the plain one where nothing is asked for', async () => {
    for (const by of sessions) {
      const expected = await by.rank({ limit: 15 });
      expect(await steeredRank(by, { limit: 15 })).toEqual(expected);
      expect(await steeredRank(by, { ...applyRules({}, PLAIN, { indexOf, groups }), limit: 15 })).toEqual(expected);
    }
  });

  it('without variety is in the order of the scores with their boosts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(id, fc.double({ min: -3, max: 3, noNaN: true })), fc.constantFrom(-2, 0, 1), async (items, drama) => {
        const list = await ranked({ boost: { items } }, { genres: { Drama: drama } }, ITEMS);
        const boosted = scores.map((score, item) => score + Math.fround((items[`i${item}`] ?? 0) + (groups.valuesOf('genres', item).includes('Drama') ? 1.5 * drama : 0)));
        for (const [at, item] of list.items.entries()) expect(list.scores[at]).toBeCloseTo(boosted[item], 4);
        for (let at = 1; at < list.items.length; at++) expect(list.scores[at]).toBeLessThanOrEqual(list.scores[at - 1]);
        expect(list.items).toHaveLength(plain.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('by hand', () => {
  it('what is denied or hidden gives its place to the next', async () => {
    const { items } = await ranked({ deny: ids(plain.slice(0, 2)) }, { hidden: ids([plain[3]]) }, 4);
    expect(items).toEqual([plain[2], plain[4], plain[5], plain[6]]);
  });

  it('a pin stands at its place, met before or not, allowed or not, with its own score; one denied or hidden does not', async () => {
    const [seen] = met;
    const pin = [{ item: `i${seen}`, position: 1 }, { item: `i${plain[9]}`, position: 0 }, { item: `i${plain[8]}`, position: 2 }, { item: `i${plain[7]}`, position: 3 }];
    const list = await ranked({ pin, allow: ids(plain.slice(0, 4)), deny: [`i${plain[8]}`] }, { hidden: [`i${plain[7]}`] }, 5);
    expect(list.items).toEqual([plain[9], seen, ...plain.slice(0, 3)]);
    for (const [at, item] of list.items.entries()) expect(list.scores[at]).toBeCloseTo(scores[item], 5);
  });

  it('a pin beyond the list is ranked as any other; one beyond its end ends it', async () => {
    expect((await ranked({ pin: [{ item: `i${plain[0]}`, position: 12 }] }, {}, 3)).items).toEqual(plain.slice(0, 3));
    expect((await ranked({ pin: [{ item: `i${plain[5]}`, position: 9 }], allow: ids(plain.slice(0, 2)) })).items).toEqual([plain[0], plain[1], plain[5]]);
  });

  it('ids and genres that nobody knows are without effect; an empty allow allows nothing', async () => {
    const unknown = { deny: ['gone'], pin: [{ item: 'gone', position: 0 }], boost: { items: { gone: 3 }, genres: { Western: 2 } } };
    expect((await ranked(unknown, { genres: { Noir: 2 }, hidden: ['gone'] })).items).toEqual(plain.slice(0, 12));
    expect((await ranked({ allow: ['gone'] })).items).toEqual([]);
    expect((await ranked({ allow: [] })).items).toEqual([]);
  });

  it('a ranking’s own rules take the place of the site’s field by field; denials add up', () => {
    const site: RankRules = { deny: ['a'], allow: ['b', 'c'], atMost: { genres: 2 } };
    expect(mergeRules(site, { deny: ['d'], allow: ['e'] })).toEqual({ deny: ['a', 'd'], allow: ['e'], atMost: { genres: 2 } });
    expect(mergeRules({}, { boost: { genres: { War: 1 } } })).toEqual({ deny: [], boost: { genres: { War: 1 } } });
  });

  it('genres are asked for only where something depends on them', () => {
    expect(needsGenres({ atMost: { genres: 2 }, boost: { items: { a: 1 } } }, PLAIN)).toBe(false);
    expect(needsGenres({ boost: { genres: { War: 1 } } }, PLAIN)).toBe(true);
    expect(needsGenres({}, { genres: { War: 1 } })).toBe(true);
  });

  it('more of a genre raises its share, less lowers it', async () => {
    const share = async (step: number) => (await ranked({}, { genres: { Drama: step } })).items.filter((item) => groups.valuesOf('genres', item).includes('Drama')).length;
    expect(await share(2)).toBeGreaterThan(await share(0));
    expect(await share(-2)).toBeLessThan(await share(0));
  });
});

it('items without a text belong to no group yet', () => {
  const some = new ItemGroups({ ...texts, hasText: (item) => item > 10 });
  expect(some.valuesOf('genres', 3)).toEqual([]);
  expect([...some.having('DRAMA')].every((item) => item > 10)).toBe(true);
  expect(groups.valuesOf('year', 5)).toEqual([]);
  expect(groups.valuesOf('year', 6)).toEqual(['1992']);
  expect(groups.valuesOf('brand', 7)).toEqual([]);
});
