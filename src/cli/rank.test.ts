import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { planted } from '../catalog/testing/planted.ts';
import { temporaryFiles } from '../catalog/testing/temporary-files.ts';
import { rankCommand, type RankCommand } from './rank.ts';
import { trainCommand } from './train.ts';

const files = temporaryFiles(afterAll);
const { interactions, items, truth } = planted({ users: 60, groups: 3, itemsPerGroup: 20, maxEvents: 20 });
const bundle = path.join(files.folder, 'films');
const ofGroup = (group: number) => truth.itemIds.filter((_, item) => truth.groupOf[item] === group && truth.popularity[item] > 0);

beforeAll(async () => {
  const silenced = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  await trainCommand({
    data: { interactions: files.write(interactions), items: files.write(items) },
    out: bundle,
    train: { dim: 8, maxHistory: 16, mlp: [8], epochs: 12, learningRate: 0.01, validationShare: 0 },
    backend: 'wasm',
    resume: false,
    restart: false,
    card: {},
    signal: new AbortController().signal,
  });
  silenced.mockRestore();
}, 120_000);

function events(list: { item: string; type: string }[]): string {
  return files.write(JSON.stringify(list));
}

async function rank(given: Partial<RankCommand> = {}): Promise<{ items: { id: string; title: string; genres: string[]; position: number; score: number }[]; unknown: string[] }> {
  return JSON.parse(await rankCommand({ bundle, limit: 10, learning: true, json: true, ...given }));
}

describe('rankCommand', () => {
  test('ranks by falling score, positions from 0', async () => {
    const { items: list, unknown } = await rank();
    expect(list.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, i) => i));
    expect(list.map(({ score }) => score)).toEqual(list.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(list.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(new Set(list.map(({ id }) => id)).size).toBe(10);
    expect(unknown).toEqual([]);
  });

  test.each([true, false])('follows the taste of the events and leaves them out; learning: %s', async (learning) => {
    for (const group of [0, 1, 2]) {
      const seen = ofGroup(group).slice(0, 6);
      const { items: list } = await rank({ events: events(seen.map((item) => ({ item, type: 'like' }))), learning });
      const inGroup = list.filter(({ id }) => truth.groupOf[truth.itemIds.indexOf(id)] === group);
      expect(inGroup.length).toBeGreaterThanOrEqual(7);
      expect(list.some(({ id }) => seen.includes(id))).toBe(false);
    }
  });

  test('names unknown items and titles without what would steer the terminal', async () => {
    const text = await rankCommand({ bundle, limit: 1, learning: false, json: false, events: events([{ item: 'x\u001b[31m\ny', type: 'like' }]) });
    expect(text).toMatch(/^not in this bundle: x \[31m y\n {3}1 {2}/);
  });

  test('learning changes the scores', async () => {
    const given = { events: events(ofGroup(1).slice(0, 3).map((item) => ({ item, type: 'like' }))) };
    expect((await rank(given)).items).not.toEqual((await rank({ ...given, learning: false })).items);
    expect((await rank(given)).items).toEqual((await rank(given)).items);
  });

  test('names the items it does not know, and goes on', async () => {
    const given = events([{ item: 'nowhere', type: 'like' }, { item: 'i0', type: 'view' }, { item: 'nowhere', type: 'view' }]);
    expect((await rank({ events: given })).unknown).toEqual(['nowhere']);
    const text = await rankCommand({ bundle, events: given, limit: 2, learning: false, json: false });
    expect(text.split('\n')).toEqual(['not in this bundle: nowhere', expect.stringMatching(/^ {3}1 {2}-?\d+\.\d{3} {2}\S/), expect.stringMatching(/^ {3}2 /)]);
  });

  test('takes a saved copy: what was met earlier is not ranked', async () => {
    const taken = ofGroup(1).slice(0, 3).map((item) => ({ item, type: 'like' }));
    const plain = await rank({ events: events(taken) });
    const [first] = plain.items;
    const saved = files.write(JSON.stringify({ format: 'tastekit-history', events: taken, earlier: [{ item: first.id, type: 'like' }, { item: 'gone', type: 'view' }] }), 'saved.json');
    const { items } = await rank({ events: saved });
    expect(items.map(({ id }) => id)).not.toContain(first.id);
    expect(items).toHaveLength(plain.items.length);
  });

  test('says which event of the file is at fault', async () => {
    const faults = await Promise.all(
      ['[{"item": 1, "type": "like"}]', '[{"item": "i1", "type": "like"}, {"item": "i2", "type": "loves"}]', '[null]', '{}', '[', null].map((content, i) =>
        files.refusal(rank({ events: content === null ? path.join(files.folder, 'absent.json') : files.write(content, `events-${i}.json`) })),
      ),
    );
    // What JSON.parse says differs between versions of Node.
    expect(faults.map((fault) => fault.replace(/(events:) \S.*$/, '$1 …')).join('\n')).toMatchInlineSnapshot(`
      "DataError: events-0.json, field "item": event 0: expected an item's id, a string
      DataError: events-1.json, field "type": event 1: expected one of view, click, like, dislike, purchase, dwell, skip, dismiss, got "loves"
      DataError: events-2.json, field "item": event 0: expected an item's id, a string
      DataError: events-3.json: expected a JSON list of events, or a saved copy of a history, got object
      DataError: events-4.json: expected a JSON list of events: …
      DataError: absent.json: expected a JSON list of events: …"
    `);
  });

  test('refuses a folder that is no bundle', async () => {
    await expect(rank({ bundle: files.folder })).rejects.toMatchObject({ code: 'BUNDLE' });
  });
});
