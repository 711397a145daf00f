/** The Python side gives a batch the memory's features that this side gives it, in the middle of a history, too. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../catalog/read-dataset.ts';
import { planted } from '../../catalog/testing/planted.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { MemoryFeatures, type Stretch } from '../memory-features.ts';
import { memorySettings, type TransitionSource, transitionStatistics } from '../transition-statistics.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const script = fileURLToPath(new URL('./probe_memory.py', import.meta.url));
const files = temporaryFiles(afterAll);
const { interactions } = planted({ users: 30, groups: 3, itemsPerGroup: 60, minEvents: 60, maxEvents: 90 });
const withoutOrder = interactions.split('\n').map((line) => line.split(',').slice(0, 2).join(',')).join('\n');
/** Beginnings, and pieces with so many events before them that the quick trace does not reach the first. */
const PIECES = [[0, 0, 12], [1, 8, 20], [2, 45, 57], [3, 0, 4], [2, 20, 23]];

interface Probed {
  settings: unknown;
  /** Items of each piece, in the order in which it was read. */
  pieces: number[][];
  negatives: number[];
  ofNegatives: number[][];
  ofTargets: number[][];
}

describe.skipIf(python === undefined)(`memory.py${withoutTorch}`, () => {
  it.each([['in order', interactions], ['without order', withoutOrder]])('has the same features of targets and negatives, data %s', async (_, text) => {
    const file = files.write(text);
    const dataset = await readDataset({ interactions: file });
    const probed = JSON.parse(runPython(script, JSON.stringify({ interactions: file, pieces: PIECES }))) as Probed;
    const { ordered, offsets, itemOf } = dataset;
    const counts = new Int32Array(dataset.items.length);
    for (const item of itemOf) counts[item]++;
    const source: TransitionSource = { histories: dataset, users: Int32Array.from(dataset.users.keys()), counts, ordered };
    const settings = memorySettings(ordered);
    expect(probed.settings).toEqual(settings);
    const features = new MemoryFeatures(settings, transitionStatistics(source, 64), source);
    const stretches = PIECES.map(([user, from], b): Stretch => {
      const start = offsets[user];
      const earlier = Array.from({ length: from }, (__, k) => start + k);
      // No item comes twice in a planted history.
      const own = probed.pieces[b].map((item) => itemOf.indexOf(item, start));
      return { user, places: Int32Array.from([...earlier, ...own]), from: from === 0 ? 0 : from + 1 };
    });
    const { negatives, targets } = features.of(stretches, Int32Array.from(probed.negatives));
    const largest = (actual: number[], expected: Float32Array) => {
      expect(actual.length).toBe(expected.length);
      expect(Math.max(...expected)).toBeGreaterThan(1);
      return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    };
    expect(largest(probed.ofNegatives.flat(), negatives)).toBeLessThan(1e-4);
    expect(largest(probed.ofTargets.flat(), targets)).toBeLessThan(1e-4);
  }, 120_000);
});
