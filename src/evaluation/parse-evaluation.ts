import * as v from 'valibot';
import { showValue } from '../bundle/show-value.ts';
import { DataError, messageOf } from '../errors.ts';
import { PROTOCOLS } from '../types.ts';
import { type DislikeTest } from './dislikes/dislike-test.ts';
import { type Evaluation } from './evaluation.ts';

const number = v.pipe(v.number('expected a number'), v.finite('expected a number'));
const measurement = v.nullable(number);
const COUNT = 'expected a whole number, 0 or more';
const count = v.pipe(v.number(COUNT), v.check((n) => Number.isSafeInteger(n) && n >= 0, COUNT));
const text = v.string('expected a text');
const name = v.pipe(text, v.nonEmpty('expected a name'));
const PAIR = 'expected two numbers, the lower one first';
const interval = v.pipe(v.strictTuple([number, number], PAIR), v.check(([low, high]) => low <= high, PAIR));
const LIST = 'expected a list';

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** valibot takes a list for an object, too. */
const byName = <Schema extends v.GenericSchema>(each: Schema) =>
  v.pipe(v.custom<Record<string, unknown>>(isObject, 'expected an object'), v.record(text, each));

const byBin = <Schema extends v.GenericSchema>(each: Schema) =>
  v.object({ '0': each, '1-4': each, '5-19': each, '20-49': each, '50-99': each, '100-499': each });

const kind = v.picklist(['baseline', 'tower', 'learner', 'ablation'], 'expected "baseline", "tower", "learner" or "ablation"');

const arm = v.object({
  name,
  kind,
  settings: byName(v.union([number, text, v.boolean()], 'expected a number, a text, true or false')),
  validationNdcg10: measurement,
  hr10: number,
  ndcg10: number,
  mrr: number,
  ci95: v.object({ ndcg10: interval, hr10: interval }),
  byEvents: byBin(measurement),
  coverage: number,
  novelty: number,
  diversity: number,
  gini: number,
  serendipity: number,
  msPerEvent: number,
});

const byUsers = v.object({
  users: count,
  quantiles: v.object({ '5': number, '25': number, '50': number, '75': number, '95': number }),
  better: number,
  same: number,
  worse: number,
  sorted: v.array(number, LIST),
});

const paired = v.object({
  a: name,
  b: name,
  metric: v.literal('ndcg10', 'expected "ndcg10"'),
  difference: number,
  relative: measurement,
  ci95: interval,
  byEvents: byBin(v.nullable(v.object({ difference: number, ci95: interval }))),
  usersWorse: number,
  byUsers: v.optional(v.nullable(byUsers), null),
});

const plots = v.object({
  popularityDeciles: v.array(number, LIST),
  genres: v.array(v.object({ genre: text, hr10: number, predictions: count }), LIST),
  userNdcg10: v.array(number, LIST),
});

const protocol = v.picklist(PROTOCOLS, `expected one of ${PROTOCOLS.join(', ')}`);
const change = { difference: number, ci95: interval };
const changed = v.object({ ...change, without: number, with: number });
const beyond = v.object({ share: v.object(change), ndcg10: v.object(change), hr10: v.object(change) });

const dislikeSchema: v.GenericSchema<unknown, DislikeTest> = v.object({
  test: v.literal('dislikes', 'expected "dislikes"'),
  protocol,
  since: measurement,
  dataset: v.object({ users: count, items: count, testUsers: count, visitors: count, predictions: count }),
  settings: v.object({ dislikes: count, list: count, horizon: count, cluster: count }),
  seed: count,
  command: text,
  cuts: v.array(text, LIST),
  arms: v.array(v.object({ name, kind, share: changed, ndcg10: changed, hr10: changed, beyondTower: v.nullable(beyond), msPerEvent: number }), LIST),
});

const schema: v.GenericSchema<unknown, Evaluation> = v.object({
  protocol,
  dataset: v.object({ users: count, items: count, interactions: count, testUsers: count, predictions: count }),
  since: v.optional(measurement, null),
  seed: count,
  command: text,
  cuts: v.array(text, LIST),
  arms: v.array(arm, LIST),
  paired: v.array(paired, LIST),
  training: v.array(v.object({ epoch: count, loss: number, validationNdcg10: measurement }), LIST),
  plots: byName(plots),
});

/**
 * Reads what `tastekit evaluate --json` wrote. Fields that are not known are passed over: a later version may have more.
 * @param file its name, for the errors
 * @throws DataError naming the file, the field, what was expected and what came
 */
export function parseEvaluation(json: string, file: string): Evaluation {
  const evaluation = parsed(schema, objectOf(json, file), file);
  checkNames(file, evaluation);
  return evaluation;
}

/** Either of what it may have written: with `--dislikes`, a dislike test. @throws as `parseEvaluation` */
export function parseOutcome(json: string, file: string): { evaluation: Evaluation } | { dislikes: DislikeTest } {
  const value = objectOf(json, file);
  return 'test' in value ? { dislikes: parsed(dislikeSchema, value, file) } : { evaluation: parseEvaluation(json, file) };
}

function objectOf(json: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DataError({ file }, `expected what \`tastekit evaluate --json\` writes: ${messageOf(cause)}`, { cause });
  }
  if (!isObject(value)) throw new DataError({ file }, `expected what \`tastekit evaluate --json\` writes, an object, got ${showValue(value)}`);
  return value as object;
}

function parsed<Output>(by: v.GenericSchema<unknown, Output>, value: object, file: string): Output {
  const result = v.safeParse(by, value, { abortEarly: true });
  if (!result.success) throw faultOf(file, result.issues[0]);
  return result.output;
}

/** Arms are told apart by their names, and pairs name arms that are there. */
function checkNames(file: string, { arms, paired }: Evaluation): void {
  const names = new Set<string>();
  for (const [i, { name }] of arms.entries()) {
    if (names.has(name)) throw new DataError({ file, field: `arms[${i}].name` }, `expected a name of its own, but two arms are called ${showValue(name)}`);
    names.add(name);
  }
  for (const [i, pair] of paired.entries()) {
    for (const side of ['a', 'b'] as const) {
      if (!names.has(pair[side])) throw new DataError({ file, field: `paired[${i}].${side}` }, `expected the name of an arm, got ${showValue(pair[side])}`);
    }
  }
}

function faultOf(file: string, issue: v.BaseIssue<unknown>): DataError {
  const path = issue.path ?? [];
  const field = fieldOf(path);
  // valibot words what concerns objects itself; of a field that is not there its issue tells of the object without it.
  if (issue.type === 'object' && issue.received === 'undefined' && issue.expected === JSON.stringify(path.at(-1)?.key)) {
    return new DataError({ file, field }, 'is missing: is this what `tastekit evaluate --json` wrote?');
  }
  return new DataError({ file, field }, `${issue.type === 'object' ? 'expected an object' : issue.message}, got ${showValue(issue.input)}`);
}

/** "arms[2].byEvents.5-19" */
function fieldOf(path: readonly v.IssuePathItem[]): string {
  return path.map(({ key }, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');
}
