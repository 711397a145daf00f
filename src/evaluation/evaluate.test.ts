import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs } from '../training/tfjs-node.ts';
import { type Protocol, PROTOCOLS } from '../types.ts';
import { popularity } from './baselines/popularity.ts';
import { transitions } from './baselines/transitions.ts';
import { evaluate } from './evaluate.ts';
import { type Evaluation, EVENT_BINS } from './evaluation.ts';
import { parseEvaluation } from './parse-evaluation.ts';
import { plantedDataset } from './testing/small-dataset.ts';

/** Protocols ncf and full try every user. */
const datasetOf = (protocol: Protocol) => plantedDataset({ users: protocol === 'stream' || protocol === 'drift' ? 160 : 60, groups: 3, itemsPerGroup: 20, minEvents: 5, maxEvents: 12 });
const train = { dim: 8, blocks: 1, hidden: 8, mlp: [8], maxHistory: 8, epochs: 2, validationPredictions: 40, memoryNeighbours: 16, adapterRank: 2, learningRate: 0.01 };

/** Every field that a program may read, by path; names of arms and of settings left out. */
function fieldsOf(evaluation: Evaluation): string[] {
  const fields = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, `${path}[]`);
    else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) visit(each, /^(plots|arms\[\]\.settings)$/.test(path) ? `${path}.*` : `${path}.${key}`.replace(/^\./, ''));
    else fields.add(path);
  };
  visit(evaluation, '');
  return [...fields].filter((field) => !field.includes('byEvents')).sort();
}

describe('evaluate', () => {
  beforeAll(async () => void (await startTfjs('wasm')));

  it.each(PROTOCOLS)('%s: all figures of all arms, as JSON that its readers take', async (protocol) => {
    const dataset = datasetOf(protocol);
    const evaluation = await evaluate({ dataset, protocol, ...(protocol === 'drift' ? { since: '90%' } : {}), seed: 3, command: 'typed', baselines: [popularity, transitions], train });
    expect(parseEvaluation(JSON.stringify(evaluation), 'figures.json')).toEqual(evaluation);
    expect(evaluation).toMatchObject({ protocol, seed: 3, command: 'typed', dataset: { users: dataset.users.length, items: dataset.items.length, interactions: dataset.itemOf.length } });
    expect([evaluation.cuts.length, evaluation.since !== null]).toEqual(protocol === 'drift' ? [1, true] : [0, false]);
    expect(evaluation.arms.map(({ kind }) => kind)).toEqual(['baseline', 'baseline', 'tower', 'learner']);
    expect(evaluation.paired.map(({ a, b }) => [a, b])).toContainEqual(['learner', 'tower']);
    for (const { byEvents, ndcg10, ci95 } of evaluation.arms) {
      expect(Object.keys(byEvents)).toEqual(EVENT_BINS.map(([bin]) => bin));
      expect(ci95.ndcg10[0]).toBeLessThanOrEqual(ndcg10);
      expect(ci95.ndcg10[1]).toBeGreaterThanOrEqual(ndcg10);
    }
    if (protocol === 'stream') expect(fieldsOf(evaluation)).toMatchInlineSnapshot(`
      [
        "arms[].ci95.hr10[]",
        "arms[].ci95.ndcg10[]",
        "arms[].coverage",
        "arms[].diversity",
        "arms[].gini",
        "arms[].hr10",
        "arms[].kind",
        "arms[].mrr",
        "arms[].msPerEvent",
        "arms[].name",
        "arms[].ndcg10",
        "arms[].novelty",
        "arms[].serendipity",
        "arms[].settings.*",
        "arms[].validationNdcg10",
        "command",
        "dataset.interactions",
        "dataset.items",
        "dataset.predictions",
        "dataset.testUsers",
        "dataset.users",
        "paired[].a",
        "paired[].b",
        "paired[].byUsers",
        "paired[].byUsers.better",
        "paired[].byUsers.quantiles.25",
        "paired[].byUsers.quantiles.5",
        "paired[].byUsers.quantiles.50",
        "paired[].byUsers.quantiles.75",
        "paired[].byUsers.quantiles.95",
        "paired[].byUsers.same",
        "paired[].byUsers.sorted[]",
        "paired[].byUsers.users",
        "paired[].byUsers.worse",
        "paired[].ci95[]",
        "paired[].difference",
        "paired[].metric",
        "paired[].relative",
        "paired[].usersWorse",
        "plots.*.genres[].genre",
        "plots.*.genres[].hr10",
        "plots.*.genres[].predictions",
        "plots.*.popularityDeciles[]",
        "plots.*.userNdcg10[]",
        "protocol",
        "seed",
        "since",
        "training[].epoch",
        "training[].loss",
        "training[].validationNdcg10",
      ]
    `);
  });
});
