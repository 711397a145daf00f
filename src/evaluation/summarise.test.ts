import { expect, it } from 'vitest';
import { type EvaluateOptions } from './evaluate-options.ts';
import { firstUsers } from './first-users.ts';
import { meanNdcg } from './mean-ndcg.ts';
import { parseEvaluation } from './parse-evaluation.ts';
import { predictionsOf } from './protocol-split.ts';
import { streamSplit } from './protocols/stream.ts';
import { type EvaluatedEvent } from './recommender.ts';
import { shuffledCases } from './sample-cases.ts';
import { summarise } from './summarise.ts';
import { type TestedArm } from './test-arms.ts';
import { scoring } from './testing/scoring.ts';
import { plantedDataset } from './testing/small-dataset.ts';
import { walk } from './walk.ts';

const SEED = 3;
const dataset = plantedDataset({ users: 120, groups: 3, itemsPerGroup: 10, minEvents: 5, maxEvents: 12 });
const items = dataset.items.length;
const split = streamSplit(dataset, SEED);
const options: EvaluateOptions = { dataset, protocol: 'stream', seed: SEED, command: 'tastekit evaluate --seed 3' };
const cases = shuffledCases(split.test, SEED);

/** Training events of each item. */
const popularity = new Float64Array(items);
for (const user of split.train.users) {
  for (let e = split.train.histories.offsets[user]; e < split.train.histories.offsets[user + 1]; e++) popularity[split.train.histories.itemOf[e]]++;
}
const byPopularity = (item: number) => popularity[item];
const sameGroup = (item: number, events: readonly EvaluatedEvent[]) => popularity[item] + (events.length > 0 && dataset.items[item].genres[0] === dataset.items[events[events.length - 1].item].genres[0] ? 1000 : 0);
const byIndex = (item: number) => -item;

async function tested(name: string, kind: TestedArm['kind'], scoreOf: Parameters<typeof scoring>[1], { users = cases.length, validationNdcg10 = null as number | null } = {}): Promise<TestedArm> {
  const recommender = scoring(items, scoreOf);
  const log = await walk(recommender, cases.slice(0, users), { items });
  return { name, kind, settings: {}, validationNdcg10, recommender, log, users };
}

const popular = await tested('popular', 'baseline', byPopularity, { validationNdcg10: 0.1 });
const group = await tested('group', 'baseline', sameGroup, { validationNdcg10: 0.2 });
const tower = await tested('tower', 'tower', sameGroup, { validationNdcg10: 0.2 });
const learner = await tested('learner', 'learner', byIndex, { users: 5 });
const lesser = await tested('lesser', 'ablation', byIndex);
const summed = (arms: TestedArm[]) => summarise(options, split, arms, ['One cut.'], [{ epoch: 1, loss: 5, validationNdcg10: 0.1 }]);
const pairsOf = (arms: TestedArm[]) => summed(arms).paired.map(({ a, b }) => `${a} − ${b}`);

const evaluation = summed([popular, group, tower, learner, lesser]);

it('tells who was served, and hands on what it was told', () => {
  const { protocol, seed, command, cuts, training, plots } = evaluation;
  expect({ protocol, seed, command, cuts, training }).toEqual({ protocol: 'stream', seed: SEED, command: options.command, cuts: ['One cut.'], training: [{ epoch: 1, loss: 5, validationNdcg10: 0.1 }] });
  expect(evaluation.dataset).toEqual({ users: 120, items, interactions: dataset.itemOf.length, testUsers: cases.length, predictions: predictionsOf(cases) });
  expect(evaluation.arms.map(({ name, kind, ndcg10 }) => [name, kind, ndcg10])).toEqual(
    [popular, group, tower, learner, lesser].map(({ name, kind, log }) => [name, kind, expect.closeTo(meanNdcg(log), 12)]),
  );
  expect(Object.keys(plots)).toEqual(['popular', 'group', 'tower', 'learner', 'lesser']);
});

it('is what is read again from its file', () => {
  expect(parseEvaluation(JSON.stringify(evaluation), 'evaluation.json')).toEqual(evaluation);
});

it('the popularity lists beside the logs are those of the same moments: who recommends them surprises nobody', () => {
  const [ofPopular, ofGroup] = evaluation.arms;
  expect(ofPopular.hr10).toBeGreaterThan(0);
  expect(ofPopular.serendipity).toBe(0);
  expect(ofGroup.serendipity).toBeGreaterThan(0);
});

it('compares the tower with the best baseline and the ablations, and the learner with the tower', () => {
  expect(evaluation.paired.map(({ a, b }) => `${a} − ${b}`)).toEqual(['tower − group', 'learner − tower', 'tower − lesser']);
  expect(evaluation.paired[0]).toMatchObject({ difference: 0, ci95: [0, 0], usersWorse: 0 });
  expect(evaluation.paired[2].ci95[0]).toBeGreaterThan(0);
});

it('compares every other arm that learns with the tower and the learner, and tells how the difference is spread over users', () => {
  const other: TestedArm = { ...lesser, name: 'learner without it', learns: true };
  const { paired } = summed([popular, tower, learner, other, lesser]);
  expect(paired.map(({ a, b, byUsers }) => [`${a} − ${b}`, byUsers?.users ?? null])).toEqual([
    ['tower − popular', null],
    ['learner − tower', 5],
    ['learner without it − tower', cases.length],
    ['learner − learner without it', 5],
    ['tower − lesser', null],
  ]);
});

it('compares with the best of the test, too, where validation chose another', () => {
  const chosen = { ...popular, validationNdcg10: 0.3 };
  expect(pairsOf([chosen, group, tower])).toEqual(['tower − popular', 'tower − group']);
  expect(pairsOf([popular, { ...group, validationNdcg10: null }, tower])).toEqual(['tower − popular', 'tower − group']);
  expect(pairsOf([tower])).toEqual([]);
});

it('judges both of a pair on the users that both served', () => {
  const [, pair] = evaluation.paired;
  const [ours, theirs] = [learner, tower].map(({ log }) => meanNdcg(firstUsers(log, 5)));
  expect(theirs).not.toBeCloseTo(meanNdcg(tower.log), 3);
  expect(pair.difference).toBeCloseTo(ours - theirs, 12);
  expect(pair.relative).toBeCloseTo((ours - theirs) / theirs, 12);
});

it('does so whichever of the two served fewer', async () => {
  const short = await tested('short', 'ablation', byIndex, { users: 4 });
  const [pair] = summed([tower, short]).paired;
  expect(pair.difference).toBeCloseTo(meanNdcg(firstUsers(tower.log, 4)) - meanNdcg(short.log), 12);
});

it('counts the users that the tower served, where time was short', async () => {
  const early = await tested('tower', 'tower', sameGroup, { users: 7 });
  const { dataset: counted } = summed([early, { ...learner, users: 5 }]);
  expect(counted).toMatchObject({ testUsers: 7, predictions: predictionsOf(cases.slice(0, 7)) });
});

it('refuses arms that were not tried on the same', async () => {
  const others = await walk(scoring(items, byIndex), split.test, { items });
  expect(() => summed([tower, { ...lesser, log: others }])).toThrow(/^tower and lesser: expected the same predictions row by row, came \w+ \d+ and \d+ in row \d+$/);
  expect(() => summed([popular, learner])).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: summarise: expected a tower among the arms, came popular, learner]`);
});
