/** rehearse.py: what it finds on planted visitors, what it writes, and the walk and the gradients it finds it with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../bundle/safetensors.ts';
import { readDataset } from '../../catalog/read-dataset.ts';
import { readItems } from '../../catalog/read-items.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { createBitset, setBit } from '../../kernels/bitset.ts';
import { Walk } from '../../kernels/walk.ts';
import { Sfc32, shuffle } from '../../random.ts';
import { itemOrders, WALK } from '../item-orders.ts';
import { importedRun } from './imported-run.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const files = temporaryFiles(afterAll);
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Visitors who take what they happen on, and every fourth one who walks on by title, two items at most at a time. */
function someWalk() {
  const random = new Sfc32(5);
  const count = 150;
  const titles = shuffle(Array.from({ length: count }, (_, place) => `Title ${String(place).padStart(3, '0')}`), random);
  const byTitle = Array.from({ length: count }, (_, item) => item).sort((a, b) => (titles[a] < titles[b] ? -1 : 1));
  const rows = Array.from({ length: 240 }, (_, user) => {
    const walks = user % 4 === 0;
    const others = shuffle(Array.from({ length: count }, (_, item) => item), random);
    let place = random.below(count);
    const history = Array.from({ length: 25 }, (_, event) => (walks ? byTitle[(place += 1 + random.below(2)) % count] : others[event]));
    return history.map((item, event) => `u${user},${item},${event}\n`).join('');
  });
  return {
    interactions: files.write(`user,item,timestamp\n${rows.join('')}`),
    items: files.write(`item,title\n${titles.map((title, item) => `${item},${title}\n`).join('')}`),
  };
}

type Data = ReturnType<typeof someWalk>;

function train(run: string, { interactions, items }: Data, ...more: string[]): string {
  const small = ['--dim', '16', '--max-history', '8', '--epochs', '1', '--mlp', '8', '--hold-out', 'users', '--validation-share', '0.2', '--device', 'cpu'];
  const out = join(files.folder, run);
  runPython(path('train.py'), '--interactions', interactions, '--items', items, '--out', out, ...small, ...more);
  return out;
}

function rehearse(run: string, { interactions, items }: Data, ...more: string[]): string {
  return runPython(path('rehearse.py'), '--run', run, '--interactions', interactions, '--items', items, ...more);
}

async function weightsOf(run: string) {
  return decodeSafetensors('weights', await readFile(join(run, 'weights.safetensors')));
}

describe.skipIf(python === undefined)(`rehearse.py${withoutTorch}`, () => {
  it('finds that following visitors through a sorted list helps, and writes how into the run', async () => {
    const data = someWalk();
    const run = train('walks', data, '--memory-neighbours', '0');
    const before = await weightsOf(run);
    const said = rehearse(run, data);
    const after = await weightsOf(run);
    const { learning, ...about } = JSON.parse(after.metadata.run);
    expect(about).toEqual(JSON.parse(before.metadata.run));
    expect([...after.tensors]).toEqual([...before.tensors]);

    const { rates, proximal, ramp, start, measured } = learning;
    expect(Object.keys(rates)).toEqual(['vector', 'adapter', 'mix', 'walk']);
    for (const value of [...Object.values(rates), proximal, ramp]) expect(value).toBeGreaterThanOrEqual(0);
    expect(rates.walk).toBeGreaterThan(0);
    if (start) expect([start.vector.length, start.walk.length]).toEqual([16, 12]);
    expect(measured.users).toBeGreaterThan(10);
    expect(measured.predictions).toBe(25 * measured.users);
    // About a quarter walks: of their events one half is next in the list, the other next but one. The tower knows no titles.
    expect(measured.tower).toBeLessThan(0.06);
    expect(measured.frozen).toBeGreaterThanOrEqual(measured.tower);
    expect(measured.learned).toBeGreaterThan(measured.frozen);
    expect(measured.learned).toBeGreaterThan(3 * measured.tower);
    expect(measured.learned).toBeLessThan(0.35);
    expect(said).toMatch(/frozen +0\.\d{4} {2}\d+ s\n/);
    expect(said).toMatch(/walk 0\.0 +0\.\d{4} +-\d+\.\d\d % ± \d+\.\d\d/);

    // The run still makes a bundle, and the same seed finds the same.
    await importedRun('weights', encodeSafetensors(after.tensors, after.metadata), await readDataset(data));
    rehearse(run, data);
    expect(JSON.parse((await weightsOf(run)).metadata.run).learning).toEqual(learning);
  }, 120_000);

  it('follows nobody where events have no order', async () => {
    const walking = someWalk();
    const rows = (await readFile(walking.interactions, 'utf8')).replace(/,\d+$/gm, '').replace(',timestamp', '');
    const data = { ...walking, interactions: files.write(rows) };
    const run = train('unordered', data);
    const said = rehearse(run, data, '--users', '10');
    const { learning } = JSON.parse((await weightsOf(run)).metadata.run);
    expect(said).not.toMatch(/^walk|from the walk/m);
    expect(learning.rates.walk).toBe(0);
    expect(learning.start?.walk ?? []).toEqual([]);
    expect(learning.measured.users).toBe(5);
  }, 120_000);

  it('tries nothing more when time is over', async () => {
    const data = someWalk();
    const run = train('short', data, '--memory-neighbours', '0');
    expect(rehearse(run, data, '--minutes', '0')).toContain('time is over: the rest stays as it is');
    const { learning } = JSON.parse((await weightsOf(run)).metadata.run);
    expect(learning).toMatchObject({ rates: { adapter: 0, mix: 0, walk: 0.5 }, proximal: 0.01, ramp: 20, start: null });
  }, 120_000);

  it('refuses other data, and a tower that learned from everybody', () => {
    const data = someWalk();
    const run = train('refused', data, '--memory-neighbours', '0');
    const fewer = { ...data, interactions: files.write('user,item,timestamp\nu1,1,1\nu1,2,2\n') };
    expect(() => rehearse(run, fewer)).toThrow('was trained on other data: give the files and options that train.py was given');
    expect(() => rehearse(run, data, '--users', '3')).toThrow('expected at least 4 users whom the tower did not learn from, got 3: train with more --validation-share, or give more --users');
    expect(() => rehearse(train('last', data, '--hold-out', 'last', '--memory-neighbours', '0'), data)).toThrow('the tower learned from every user (--hold-out last)');
    expect(() => rehearse(files.folder, data)).toThrow('expected what train.py wrote; check --run');
  }, 120_000);

  it('counts a walk as worked out by hand', () => {
    // By id: a, b2, b9, b10, c. By title: b2 and c (both "v", so by id), b10, b9, a.
    const given = {
      ids: ['b10', 'b9', 'a', 'c', 'b2'],
      titles: ['x', 'Y', 'z', 'v', 'V'],
      met: [[0], [0, 4]],
      anchors: [0, 0],
      weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    };
    const { orders, features, term } = JSON.parse(runPython(path('probe_walk.py'), JSON.stringify(given))) as Record<string, number[][]> & { features: number[][][] };
    expect(orders).toEqual([
      [3, 2, 0, 4, 1],
      [2, 3, 4, 1, 0],
    ]);
    const phi = (r: number) => [3, 30, 300].map((span) => (r > 0 && r <= span ? 1 - Math.log(r) / Math.log(span + 1) : 0));
    // Of each item, the places from the anchor: by id ahead and behind, by title ahead and behind.
    const steps = [
      [[0, 0, 0, 0], [0, 1, 1, 0], [0, 3, 2, 0], [1, 0, 0, 1], [0, 2, 0, 2]],
      [[0, 0, 0, 0], [0, 1, 1, 0], [0, 2, 2, 0], [1, 0, 0, 1], [0, 0, 0, 0]],
    ];
    const expected = steps.map((moment) => moment.map((ways) => ways.flatMap(phi)));
    expected.forEach((moment, row) =>
      moment.forEach((own, item) => {
        own.forEach((value, f) => expect(features[row][item][f]).toBeCloseTo(value, 6));
        expect(term[row][item]).toBeCloseTo(own.reduce((sum, value, f) => sum + value * given.weights[f], 0), 4);
      }),
    );
  });

  it('counts a walk as the kernel does', async () => {
    const random = new Sfc32(11);
    const names = ['', 'a', 'A', 'ä', 'Ж', '😀', 'Ａ', '007', '7', '10', 'a-10', 'a-9', 'x1y2', 'x1y10', 'ΣΑΣ', 'İ'];
    const rows = Array.from({ length: 700 }, (_, row) => `${names[row % names.length]}${random.below(40)}.${row},"${names[random.below(names.length)]} ${random.below(30)}"`);
    const { items } = await readItems(files.write(`item,title\n${shuffle([...names.slice(1).map((name) => `${name},same`), ...rows], random).join('\n')}\n`));
    const places = itemOrders(items);
    const walk = new Walk(WALK, places);
    const weights = Array.from({ length: walk.count }, () => random.uniform() - 0.5);
    const met = [1, 30, 600].map((count) => [...new Set(Array.from({ length: count }, () => random.below(items.length)))]);
    const anchors = met.map((own) => own[own.length - 1]);
    const given = { ids: items.map(({ id }) => id), titles: items.map(({ title }) => title), met, anchors, weights };
    const found = JSON.parse(runPython(path('probe_walk.py'), JSON.stringify(given))) as { orders: number[][]; features: number[][][]; term: number[][] };
    expect(found.orders).toEqual(places.map((own) => [...own]));
    met.forEach((own, row) => {
      const bits = createBitset(items.length);
      for (const item of own) setBit(bits, item);
      const features = new Float32Array(walk.count * items.length);
      walk.features(anchors[row], bits, [...items.keys()], features);
      const differences = found.features[row].flatMap((values, item) => values.map((value, f) => Math.abs(value - features[f * items.length + item])));
      expect(Math.max(...differences)).toBeLessThan(1e-6);
      const term = walk.term(anchors[row], bits, weights);
      const expected = new Float32Array(items.length);
      term.items.forEach((item, i) => (expected[item] = term.values[i]));
      expect(Math.max(...found.term[row].map((value, item) => Math.abs(value - expected[item])))).toBeLessThan(1e-5);
    });
  });

  it('learns along the gradients that autograd finds', () => {
    const differences = JSON.parse(runPython(path('probe_learner.py'))) as Record<string, number>;
    expect(Object.keys(differences)).toEqual(['vector', 'adapterIn', 'adapterOut', 'mix', 'walk']);
    for (const difference of Object.values(differences)) expect(difference).toBeLessThan(1e-5);
  });
});
