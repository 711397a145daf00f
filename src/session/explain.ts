/**
 * Why an item has its score (DESIGN.md, "Explain"): what each event raises or lowers it by, as Shapley values of the
 * score as a game over the events, with the personal part as it is.
 */
import { createBitset, hasBit, setBit } from '../kernels/bitset.ts';
import { type PersonalPart } from '../kernels/personal-part.ts';
import { type ScoreQuery, type SparseScores } from '../kernels/scorer.ts';
import { type UserTower } from '../kernels/tower.ts';
import { Sfc32 } from '../random.ts';
import { type MakeRowScorer, ScoreGame, subsetTowerOf } from './score-game.ts';
import { type SessionEvent } from './session-event.ts';
import { type SessionModel } from './session-model.ts';
import { type Breathe, exactShapley, sampledShapley, type ShapleyValues } from './shapley.ts';
import { sparseTerms } from './sparse-terms.ts';
import { sumScores } from './steer/sum-scores.ts';
import { isRefused, isTaken } from './taken.ts';

/** What is explained, as it was when it was asked for. Made by `Session.explaining`. */
export interface Explaining {
  model: SessionModel;
  tower: UserTower;
  /** Oldest first. */
  events: readonly SessionEvent[];
  /** Met in events that are no longer kept: they are passed over on a walk, and in the ranks. */
  earlier: readonly SessionEvent[];
  item: number;
  /** As rankings use it. */
  part: PersonalPart;
  /** What the visitor's noes take off, where they count. */
  refused: SparseScores | undefined;
  /** The bundle's start. */
  start: PersonalPart;
}

export interface ExplainHost {
  /** Every ready item's score, [ready], as the list is ranked by. */
  scores: (query: ScoreQuery) => Promise<Float32Array>;
  rowScorer: MakeRowScorer;
  /** Lets others in; throws to stop. */
  breathe: Breathe;
}

export interface EventContribution {
  event: SessionEvent;
  /** In nats, as scores are. Above 0: it raised the item. */
  value: number;
  /** 0 where exact. */
  standardError: number;
  /** The item's rank without this event, from 1; null where it was not asked for. */
  rankWithout: number | null;
}

/** `startScore` + `learned` + Σ of all contributions = `score`. */
export interface ScoreExplanation {
  /** As if the item's own events had never been: a list never shows what the visitor has met. */
  score: number;
  /** Of a visitor without events, on the bundle as it came. */
  startScore: number;
  /** What the personal part, learned over time, changes for a visitor without events. */
  learned: number;
  /** Largest first, by size whatever the sign. */
  contributions: EventContribution[];
  exact: boolean;
  /** Rank of the item from 1, what the visitor has met left out; and in the list of a visitor without events. */
  rank: number;
  startRank: number;
}

/** Up to so many events all subsets are gone through: 2,048 of them take about as long as sampling does. */
const EXACT_EVENTS = 11;
/** Sampling stops once every standard error of a part is below so many nats. */
const ENOUGH = 0.015;
/** Evaluations of each part: of what is counted, which varies most and costs next to nothing; of the near tower; of its rest. */
const COUNT_EVALUATIONS = 100_000;
const TOWER_EVALUATIONS = 2800;
const REST_EVALUATIONS = 400;
/** In a long history the tower is asked more often than that, for an error wants a spread. */
const FEWEST_TOWER_PAIRS = 8;
/** What events owe to each other in the tower fades quickly as subsets grow: asked of subsets up to this size. */
const REST_CHAIN = 16;
/** Tells this use of the generator from others. */
const STREAM = 0xe8b1a;

export interface ExplainOptions {
  /** How many of the contributions, the largest first, get their `rankWithout`. */
  ranks: number;
  /** Longest history whose subsets are all gone through. Default: so that it takes no longer than sampling. */
  exactEvents?: number;
}

/** @throws what `host` throws */
export async function explain(explaining: Explaining, { ranks, exactEvents = EXACT_EVENTS }: ExplainOptions, host: ExplainHost): Promise<ScoreExplanation> {
  const { model, tower, item, part, start, refused } = explaining;
  // What only tells against an item acts through what was learned, which is fixed here.
  const events = explaining.events.filter((event) => event.item !== item && isTaken(event.type, model.config.eventTypes));
  const refusals = explaining.events.filter((event) => isRefused(event.type, model.config.eventTypes));
  // What was met earlier acts as a refusal does: nothing reads it, and no list shows it.
  const earlier = explaining.earlier.map((event) => ({ ...event, type: 'dismiss' as const }));
  const settled = [...earlier, ...refusals].filter((event) => event.item !== item);
  const subsets = subsetTowerOf(model, events);
  const { rowScorer } = host;
  const game = new ScoreGame(model, tower, subsets, { events, settled, item, part, rowScorer });
  const startScore = new ScoreGame(model, tower, subsets, { events, settled, item, part: start, rowScorer }).value([]);
  const takenOff = refused?.values[refused.items.indexOf(item)] ?? 0;
  const all = Int32Array.from(events, (_, at) => at);
  const rankAfter = (subset: Int32Array, by: PersonalPart) =>
    rankOf(model, item, { user: tower.userVector(subsets.state(subset), by), part: by, refused: by === start ? undefined : refused }, [...(by === start ? [] : settled), ...Array.from(subset, (at) => events[at])], host);
  const exact = events.length <= exactEvents;
  const { values, variances } = exact ? await exactShapley(game, host.breathe) : await sampled(game, new Sfc32(STREAM, events.length, item), host.breathe);
  const contributions = events.map((event, at) => ({ event, value: values[at], standardError: Math.sqrt(variances[at]), rankWithout: null as number | null }));
  contributions.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || b.event.id - a.event.id);
  for (const contribution of contributions.slice(0, ranks)) {
    contribution.rankWithout = await rankAfter(all.filter((at) => events[at] !== contribution.event), part);
  }
  return {
    score: game.value(all) + takenOff,
    startScore,
    learned: game.value([]) + takenOff - startScore,
    contributions,
    exact,
    rank: await rankAfter(all, part),
    startRank: await rankAfter(new Int32Array(), start),
  };
}

/** By parts, each as often as it needs. */
async function sampled(game: ScoreGame, random: Sfc32, breathe: Breathe): Promise<ShapleyValues> {
  const n = game.players;
  const part = (value: (subset: Int32Array, count: number) => number) => ({ players: n, value });
  const pairs = (evaluations: number) => Math.ceil(evaluations / (2 * n));
  const parts = [
    await sampledShapley(part((subset, count) => game.counts(subset, count)), { pairs: pairs(COUNT_EVALUATIONS), enough: ENOUGH, random }, breathe),
    await sampledShapley(part((subset, count) => game.nearTower(subset, count)), { pairs: Math.max(FEWEST_TOWER_PAIRS, pairs(TOWER_EVALUATIONS)), enough: ENOUGH, random }, breathe),
    await sampledShapley(part((subset, count) => game.towerRest(subset, count)), { pairs: pairs(REST_EVALUATIONS), enough: ENOUGH, chain: REST_CHAIN, random }, breathe),
  ];
  const sum = (numbers: (values: ShapleyValues) => Float64Array) => parts.map(numbers).reduce((total, more) => total.map((value, i) => value + more[i]));
  return { values: sum(({ values }) => values), variances: sum(({ variances }) => variances), evaluations: parts.reduce((total, { evaluations }) => total + evaluations, 0) };
}

/** The item's rank from 1 after these events, as a list would have it: the items they settle are left out. */
async function rankOf(model: SessionModel, item: number, { user, part, refused }: Pick<Explaining, 'part' | 'refused'> & { user: Float32Array }, events: readonly SessionEvent[], { scores: scoresOf, breathe }: ExplainHost): Promise<number> {
  await breathe();
  const scores = await scoresOf({ user, mix: part.mix, events: events.filter(({ type }) => isTaken(type, model.config.eventTypes)).length, memory: sumScores(sparseTerms(model, events, part), refused) });
  const hidden = createBitset(model.count);
  for (const event of events) setBit(hidden, event.item);
  const own = scores[item];
  let rank = 1;
  for (let other = 0; other < scores.length; other++) {
    if (scores[other] >= own && other !== item && (scores[other] > own || other < item) && !hasBit(hidden, other)) rank++;
  }
  return rank;
}
