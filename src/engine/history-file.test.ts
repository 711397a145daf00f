import { describe, expect, it } from 'vitest';
import { type HistoryFile } from './state.ts';
import { checkEvent } from '../client/check-options.ts';
import { exampleHistory } from './example-history.fixture.ts';
import { historyFile, readHistoryFile } from './history-file.ts';

const refusal = async (file: unknown) =>
  readHistoryFile(file).then(
    () => 'taken',
    (error: unknown) => String(error),
  );
/** With a digest that is right, so that what lies behind it is looked at. */
const forged = async (change: (file: Record<string, unknown>) => unknown) => {
  const { format: _format, version: _version, digest: _digest, ...parts } = (await exampleHistory()) as unknown as Record<string, unknown>;
  change(parts);
  return historyFile(parts as unknown as HistoryFile);
};

describe('a saved history', () => {
  it('holds whatever a page can note', async () => {
    const extremes = [
      { item: 'x'.repeat(1000), time: 8.64e15, position: Number.MAX_SAFE_INTEGER, rankingId: '', surface: '' },
      { item: '\ud800', time: -8.64e15, position: 0, rankingId: 'x'.repeat(200), surface: 'x'.repeat(200), shown: Array.from({ length: 50 }, () => 'x'.repeat(1000)) },
    ];
    const { events: [event], ...parts } = await exampleHistory();
    const events = extremes.map((extreme, i) => ({ ...event, ...checkEvent({ type: 'like', ...extreme }, () => 0), id: i + 1 }));
    const { format: _format, version: _version, digest: _digest, ...rest } = parts;
    const file = await historyFile({ ...rest, events });
    expect((await readHistoryFile(JSON.stringify(file))).events).toEqual(file.events);
  });

  it('is read as it was written, from its text or what was parsed of it, however its fields are ordered', async () => {
    const file = await exampleHistory();
    expect(await readHistoryFile(file)).toEqual(file);
    expect(await readHistoryFile(JSON.stringify(file, null, 2))).toEqual(file);
    const turned = Object.fromEntries(Object.entries(file).toReversed());
    expect(await readHistoryFile(JSON.stringify(turned))).toEqual(file);
  });

  it('names its format, version and digest', async () => {
    const { format, version, digest } = await exampleHistory();
    expect({ format, version, digest }).toMatchInlineSnapshot(`
      {
        "digest": "sha256-1c50e87e6a3d053d552dabf6fc057b4df810d0b5055bc789c1ba3fdbe6d0c3ff",
        "format": "tastekit-history",
        "version": 1,
      }
    `);
  });

  it('with any character changed is refused', async () => {
    const text = JSON.stringify(await exampleHistory());
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1);
      expect(await refusal(changed), `character ${at}`).toMatch(/^DataError: the saved history/);
    }
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 7],
    ['no JSON', 'a letter'],
    ['a page', '<!doctype html>'],
    ['something else', '{"format":"shopping-list","version":1}'],
    ['of a later version', '{"format":"tastekit-history","version":2}'],
    ['deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['polluting', '{"format":"tastekit-history","version":1,"__proto__":{"polluted":true}}'],
    ['twice the same field', '{"format":"tastekit-history","format":"tastekit-history","version":1}'],
    ['huge', `"${'x'.repeat(33 * 2 ** 20)}"`],
    ['nothing JSON could hold', { big: 1n }],
  ])('%s', async (_name, file) => {
    const said = await refusal(file);
    expect(said).toMatch(/^DataError: the saved history/);
    expect(said.length).toBeLessThan(400);
    expect({}).not.toHaveProperty('polluted');
  });

  it('whoever makes one up with the right digest is refused by field', async () => {
    const event = (fields: Record<string, unknown>) => forged((parts) => Object.assign((parts.events as Record<string, unknown>[])[1], fields));
    const files = [
      await event({ time: 1e300 }),
      await event({ type: 'adore' }),
      await event({ item: '' }),
      await event({ item: 'x'.repeat(1001) }),
      await event({ uid: undefined }),
      await event({ position: -1 }),
      await event({ shown: Array(51).fill('a') }),
      await event({ price: 3 }),
      await forged((parts) => (parts.events = {})),
      await forged((parts) => (parts.events = Array(20_001).fill(null))),
      await forged((parts) => (parts.steering = { explore: 2, genres: {}, hidden: [] })),
      await forged((parts) => (parts.steering = { explore: 0, genres: { Drama: 9 }, hidden: [] })),
      await forged((parts) => (parts.earlier = [{ item: 'a' }])),
      await forged((parts) => (parts.more = 1)),
      await forged((parts) => delete parts.bundle),
    ];
    expect((await Promise.all(files.map(refusal))).join('\n')).toMatchInlineSnapshot(`
      "DataError: the saved history, field "events.1.time": expected a number from -8640000000000000 to 8640000000000000
      DataError: the saved history, field "events.1.type": expected one of view, click, like, dislike, purchase, dwell, skip, dismiss
      DataError: the saved history, field "events.1.item": expected a text of 1 to 1,000 characters
      DataError: the saved history, field "events.1.item": expected a text of 1 to 1,000 characters
      DataError: the saved history, field "events.1.uid": is missing
      DataError: the saved history, field "events.1.position": expected a whole number from 0
      DataError: the saved history, field "events.1.shown": expected a list of at most 50
      DataError: the saved history, field "events.1.price": is no field of such a file
      DataError: the saved history, field "events": expected a list of at most 20,000
      DataError: the saved history, field "events": expected a list of at most 20,000
      DataError: the saved history, field "steering.explore": expected a number from 0 to 1
      DataError: the saved history, field "steering.genres.Drama": expected a number from -2 to 2
      DataError: the saved history, field "earlier.0.type": is missing
      DataError: the saved history, field "more": is no field of such a file
      DataError: the saved history, field "bundle": is missing"
    `);
  });
});
