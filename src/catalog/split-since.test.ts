import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSince, sinceWords, splitSince } from './split-since.ts';

/** User u's events have `times[u]`. */
const timed = (times: number[][]) => ({
  users: times.map((_, user) => `u${user}`),
  offsets: Int32Array.from([0, ...times.map((_, user) => times.slice(0, user + 1).flat().length)]),
  timeOf: Float64Array.from(times.flat()),
});

describe('parseSince', () => {
  const dataset = timed([[5, 1], [3, 2, 4]]);

  it('takes a day, seconds, and a share of the events', () => {
    expect(parseSince('1970-01-02', dataset)).toBe(86_400);
    expect(parseSince('2000-11-01', dataset)).toBe(973_036_800);
    expect(parseSince('86400', dataset)).toBe(86_400);
    // Of five events 60 % are three: the fourth is the first after them.
    expect(['1%', '20%', '60%', '79.9%', '80%', '99.9%'].map((share) => parseSince(share, dataset))).toEqual([1, 2, 4, 4, 5, 5]);
  });

  it('refuses what is none of them, and data without times', () => {
    for (const text of ['2001-02-30', '2000-13-01', '01.11.2000', '2000-11-01T10:00', '0%', '100%', '-5', '']) {
      expect(() => parseSince(text, dataset)).toThrow(/^since: expected a day like 2000-11-01, a share of the events like 80%, or Unix seconds, got /);
    }
    expect(() => parseSince('80%', timed([[NaN, NaN]]))).toThrowErrorMatchingInlineSnapshot(`[OptionError: since: needs the time of every event, and the interactions have none; give a file whose column "timestamp" is filled]`);
  });

  it('is said as a day, with the time where it is not midnight', () => {
    expect([973_036_800, 973_036_801].map(sinceWords)).toEqual(['2000-11-01', '2000-11-01T00:00:01Z']);
  });
});

describe('splitSince', () => {
  it('by hand: who began before trains on what came before, who began then or later is new', () => {
    const { train, validation, newcomers, before } = splitSince(timed([[1, 9], [5, 6], [4], [7]]), 5, { seed: 1, validation: 0 });
    expect([[...train], [...validation], [...newcomers]]).toEqual([[0, 2], [], [1, 3]]);
    expect([...before]).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it('puts everybody in one part, and lets nobody learn from the date or later', () => {
    const times = fc.array(fc.array(fc.nat(100), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.nat(110), fc.nat(), (all, since, seed) => {
        const dataset = timed(all);
        const { train, validation, newcomers, before } = splitSince(dataset, since, { seed, validation: 0.3 });
        expect([...train, ...validation, ...newcomers].sort((a, b) => a - b)).toEqual(all.map((_, user) => user));
        for (const user of newcomers) expect(Math.min(...all[user])).toBeGreaterThanOrEqual(since);
        for (const user of [...train, ...validation]) expect(Math.min(...all[user])).toBeLessThan(since);
        expect([...before]).toEqual(all.flat().map((time) => Number(time < since)));
      }),
    );
  });
});
