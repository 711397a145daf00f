/** The Python side gives a batch the memory's features that this side gives it, in the middle of a history, too. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { contentFeatures } from '../../catalog/content-features.ts';
import { readDataset } from '../../catalog/read-dataset.ts';
import { planted } from '../../catalog/testing/planted.ts';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { Sfc32 } from '../../random.ts';
import { MemoryFeatures, type Stretch } from '../memory-features.ts';
import { itemCounts } from '../training-data.ts';
import { memorySettings, type TransitionSource, transitionStatistics } from '../transition-statistics.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const script = fileURLToPath(new URL('./probe_memory.py', import.meta.url));
const files = temporaryFiles(afterAll);
const { interactions } = planted({ users: 30, groups: 3, itemsPerGroup: 60, minEvents: 60, maxEvents: 90 });

/** CSV text of histories; in order where `timed`. */
function csvOf(histories: number[][], timed: boolean): string {
  const rows = histories.flatMap((items, user) => items.map((item, at) => `${user},${item}${timed ? `,${at}` : ''}`));
  return [`user,item${timed ? ',timestamp' : ''}`, ...rows, ''].join('\n');
}

const random = new Sfc32(1);
/** As music is listened to: few items, again and again, now and then long after. */
const repeating = Array.from({ length: 20 }, () => Array.from({ length: 90 }, (_, at) => random.below(5 + Math.floor(at / 2))));
/** Longer than what is paired of them, of few items and of many. */
const long = [900, 400, 900, 700].map((items) => Array.from({ length: 650 }, () => random.below(items)));
/** Pieces of one prediction: those of more would have PyTorch read a few events too few of the last 500. */
const lastPieces = [0, 1, 2, 3].flatMap((user) => [520, 580, 640].map((from) => [user, from, from + 2]));
const cases: [string, string, number[][]][] = [
  // Beginnings, and pieces with so many events before them that the quick trace does not reach the first.
  ['in order', interactions, [[0, 0, 12], [1, 8, 20], [2, 45, 57], [3, 0, 4], [2, 20, 23]]],
  ['without order', interactions.split('\n').map((line) => line.split(',').slice(0, 2).join(',')).join('\n'), [[0, 0, 12], [1, 8, 20], [2, 45, 57], [3, 0, 4], [2, 20, 23]]],
  ['in order, with repeats', csvOf(repeating, true), [[0, 0, 40], [1, 8, 50], [2, 45, 90], [3, 0, 4], [2, 20, 23], [4, 60, 88]]],
  ['without order, with repeats, of more events than are paired', csvOf(long, false), [[0, 0, 40], [1, 460, 500], ...lastPieces]],
];

interface Probed {
  settings: unknown;
  /** Items of each piece, in the order in which it was read. */
  pieces: number[][];
  /** Weight of each prediction of a piece that is none of the first of one that continues. */
  weights: number[][];
  negatives: number[];
  ofNegatives: number[][];
  ofTargets: number[][];
}

describe.skipIf(python === undefined)(`memory.py${withoutTorch}`, () => {
  it.each(cases)('has the same features of targets and negatives, data %s', async (_, text, pieces) => {
    const file = files.write(text);
    const dataset = await readDataset({ interactions: file });
    const probed = JSON.parse(runPython(script, JSON.stringify({ interactions: file, pieces }))) as Probed;
    const { ordered, offsets, itemOf } = dataset;
    const users = Int32Array.from(dataset.users.keys());
    const counts = itemCounts({ histories: dataset, features: contentFeatures([]), items: dataset.items.length, ordered, trainUsers: users, validationUsers: new Int32Array() });
    const source: TransitionSource = { histories: dataset, users, counts, ordered };
    const settings = memorySettings(ordered);
    expect(probed.settings).toEqual(settings);
    const features = new MemoryFeatures(settings, transitionStatistics(source, 64), source);
    /** Of each prediction: whether the history holds the target already. */
    const met: boolean[] = [];
    const stretches = pieces.map(([user, from], b): Stretch => {
      const start = offsets[user];
      const earlier = Array.from({ length: from }, (__, k) => start + k);
      const read = [...itemOf.subarray(start, start + from), ...probed.pieces[b]];
      for (let at = from === 0 ? 0 : from + 1; at < read.length; at++) met.push(read.indexOf(read[at]) < at);
      // In order, the very places; else any of the item's, which say the same.
      const own = probed.pieces[b].map((item, k) => (ordered ? start + from + k : itemOf.indexOf(item, start)));
      return { user, places: Int32Array.from([...earlier, ...own]), from: from === 0 ? 0 : from + 1 };
    });
    const { negatives, targets } = features.of(stretches, Int32Array.from(probed.negatives));
    // What the history holds already is not predicted.
    expect(probed.weights.flat().map((weight) => weight === 0)).toEqual(met);
    const predicted = (values: Float32Array, each: number) => values.filter((__, i) => !met[Math.floor(i / each) % met.length]);
    const [ofNegatives, ofTargets] = [predicted(negatives, probed.negatives.length), predicted(targets, 1)];
    expect(ofNegatives.length).toBeGreaterThan(100);
    for (const features of [ofNegatives, ofTargets]) expect(Math.max(...features)).toBeGreaterThan(1);
    expect(probed.ofNegatives.flat()).toHaveLength(ofNegatives.length);
    expect(probed.ofTargets.flat()).toHaveLength(ofTargets.length);
    expect(Math.max(...probed.ofNegatives.flat().map((feature, i) => Math.abs(feature - ofNegatives[i])))).toBeLessThan(1e-4);
    // By trace: where next to nothing is left but the user's own pairs, the logarithm makes much of the last bit.
    const trace = (feature: number) => settings.epsilon * Math.expm1(feature);
    expect(Math.max(...probed.ofTargets.flat().map((feature, i) => Math.abs(trace(feature) - trace(ofTargets[i])) / (1 + trace(ofTargets[i]))))).toBeLessThan(1e-5);
  }, 120_000);
});
