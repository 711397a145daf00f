import { describe, expect, it } from 'vitest';
import { aversion } from './aversion.ts';
import { type SessionEvent } from './session-event.ts';
import { related } from './related.ts';
import { smallModel, smallSession } from './testing/small-session.ts';

const ITEMS = 800;
const model = smallModel(ITEMS);
const dismissed = (...items: number[]): SessionEvent[] => items.map((item, i) => ({ id: i + 1, item, type: 'dismiss' }));

/** The 0.5 % nearest: 4 of 800. */
const kindOf = (item: number) => [...related(model.factors, model.config.dim, ITEMS, { item, limit: 4 }).items];

describe('aversion', () => {
  it('takes a nat off the nearest item, less off each farther one, and nothing off those beyond the kind', () => {
    const { items, values } = aversion(model, dismissed(7), ITEMS)!;
    expect([...items]).toEqual(kindOf(7));
    expect([...values]).toEqual([-1, -0.75, -0.5, -0.25]);
  });

  it('adds up over three noes, to 2 nats at the most, and is shared by more; the same no counts once', () => {
    const alike = related(model.factors, model.config.dim, ITEMS, { item: 7, limit: 2 }).items;
    const expected = new Map<number, number>();
    for (const item of [7, ...alike]) kindOf(item).forEach((other, place) => expected.set(other, Math.max(-2, (expected.get(other) ?? 0) - (1 - place / 4))));
    const { items, values } = aversion(model, dismissed(7, ...alike), ITEMS)!;
    expect(new Map([...items].map((item, i) => [item, values[i]]))).toEqual(expected);
    const six = aversion(model, dismissed(7, 100, 200, 300, 400, 500), ITEMS)!;
    expect(six.values[six.items.indexOf(kindOf(7)[0])]).toBeCloseTo(-0.5, 5);
    expect(aversion(model, dismissed(7, 7, 7), ITEMS)).toEqual(aversion(model, dismissed(7), ITEMS));
  });

  it('only the latest 8 count', () => {
    const many = Array.from({ length: 30 }, (_, item) => item);
    expect(aversion(model, dismissed(...many), ITEMS)).toEqual(aversion(model, dismissed(...many.slice(22)), ITEMS));
  });

  it('what is taken or skipped tells against nothing; a dislike does where the model was not trained on any', () => {
    const one = (type: SessionEvent['type']): SessionEvent[] => [{ id: 1, item: 7, type }];
    for (const type of ['view', 'like', 'dislike', 'skip', 'purchase'] as const) expect(aversion(model, one(type), ITEMS)).toBe(undefined);
    const untrained = { ...model, config: { ...model.config, eventTypes: ['view' as const] } };
    expect(aversion(untrained, one('dislike'), ITEMS)).toEqual(aversion(model, dismissed(7), ITEMS));
  });

  it('is in the lists that follow what was learned, and in no other', async () => {
    const plain = smallSession(model);
    const session = smallSession(model, dismissed(7));
    const [before, after] = [await plain.scores(), await session.scores()];
    const [nearest, ...others] = kindOf(7);
    expect(after[nearest] - before[nearest]).toBeCloseTo(-1, 4);
    for (const item of others) expect(after[item]).toBeLessThan(before[item]);
    const beyond = Array.from(before.keys()).filter((item) => item !== nearest && !others.includes(item));
    for (const item of beyond) expect(after[item]).toBe(before[item]);
    expect(await session.scores(false)).toEqual(await plain.scores(false));
  });
});
