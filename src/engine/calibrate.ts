/** Which scorer is fastest here, and right: measured on a piece of the real tables against the plain TypeScript twin. */
import { messageOf } from '../errors.ts';
import { createBitset, setBit } from '../kernels/bitset.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { defaultCandidates } from '../kernels/retrieval.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScorerOptions } from '../kernels/scorer.ts';
import { MIX_TERMS } from '../neumf.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type ScorerKind, type ScorerTrial } from '../types.ts';

/** Makes a scorer over other tables than the catalogue's. */
export type MakeScorer = (tables: ItemTables, options: ScorerOptions) => Promise<Scorer>;

export interface Contender {
  kind: ScorerKind;
  make: MakeScorer;
}

export interface Calibration {
  trials: ScorerTrial[];
  /** The fastest without a fault; `typescript` where all others have one. */
  chosen: ScorerKind;
  /** Milliseconds of timed ranking that the choice took; compiling and uploading, which hold up nobody, not counted. */
  ms: number;
}

/** All ranking done to choose takes at most about so long. */
const BUDGET_MS = 150;
/** Rows on which a list is compared with the twin's. */
const CHECKED = 512;
/** Sizes of the two samples that are timed. */
const SIZES = [1024, 4096];
/** The same where the catalogue is large enough for two stages: the first stage is too quick to be told on fewer. */
const SIZES_OF_TWO_STAGES = [8192, 65_536];
/** Candidates where lists are compared, fewer than the rows that are. */
const CHECKED_CANDIDATES = 256;
const RUNS = 4;
const LISTED = 50;
/** Float32 sums in another order differ by less, relative to the largest score. */
const TOLERANCE = 1e-4;

/** Why a contender cannot be used: it fails, or comes to another list than its plain TypeScript twin. Null: it can. */
export async function faultOf(model: SessionModel, ready: number, { make }: Contender): Promise<string | null> {
  const tables = sampleOf(model, Math.min(ready, CHECKED));
  const options = { candidates: Math.min(CHECKED_CANDIDATES, defaultCandidates(model.count)) };
  const query = sampleQuery(model, tables.count);
  try {
    const twin = await rankedBy(new PlainScorer(model.config, model.network, tables, options), query);
    const ranked = await rankedBy(await make(tables, options), query);
    return sameList(ranked, twin) ? null : 'it came to another list than the plain TypeScript kernel';
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Lets the contenders rank samples of the first `ready` rows, in turn: first whether the list is right, then how long
 * it takes. One that is slow on the small sample is timed less often.
 */
export async function calibrate(model: SessionModel, ready: number, contenders: Contender[], clock: () => number): Promise<Calibration> {
  const candidates = defaultCandidates(model.count);
  const sizes = (candidates > 0 ? SIZES_OF_TWO_STAGES : SIZES).map((size) => Math.min(ready, size));
  const query = sampleQuery(model, sizes[1]);
  let ms = 0;
  const trials: ScorerTrial[] = [];
  for (const contender of contenders) {
    const { kind, make } = contender;
    const fault = await faultOf(model, ready, contender);
    if (fault !== null) {
      trials.push({ kind, rankMs: null, fault });
      continue;
    }
    const times: number[] = [];
    try {
      for (const size of sizes) {
        const scorer = await make(sampleOf(model, size), { candidates });
        const begun = clock();
        times.push(await fastestRun(scorer, query, clock, begun + BUDGET_MS / (2 * contenders.length)).finally(() => scorer.dispose()));
        ms += clock() - begun;
      }
      trials.push({ kind, rankMs: extrapolated(sizes, times, model.count) });
    } catch (error) {
      trials.push({ kind, rankMs: null, fault: messageOf(error) });
    }
  }
  const right = trials.filter((trial) => trial.rankMs !== null).sort((a, b) => (a.rankMs ?? 0) - (b.rankMs ?? 0));
  return { trials, chosen: right[0]?.kind ?? 'typescript', ms };
}

/** The fastest of a few runs after the first, which warms up; fewer where time is up. */
async function fastestRun(scorer: Scorer, query: RankQuery, clock: () => number, deadline: number): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run <= RUNS && (run === 0 || clock() < deadline); run++) {
    const before = clock();
    await scorer.rank(query);
    const took = clock() - before;
    fastest = run === 0 ? took : Math.min(fastest, took);
  }
  return fastest;
}

/** The straight line through two sizes, at n items; never less than the larger sample took. */
function extrapolated([n0, n1]: number[], [t0, t1]: number[], n: number): number {
  if (n1 <= n0 || n <= n1) return t1;
  return t1 + (Math.max(0, t1 - t0) * (n - n1)) / (n1 - n0);
}

/** The first rows of the tables. */
function sampleOf({ config, factors, bias, popularity }: SessionModel, count: number): ItemTables {
  return {
    count,
    factors: { values: factors.values.subarray(0, count * config.dim), scales: factors.scales.subarray(0, count) },
    bias: bias.subarray(0, count),
    popularity: popularity.subarray(0, count),
  };
}

/** A visitor who likes the first item, with every seventh hidden. */
function sampleQuery({ config, factors }: SessionModel, count: number): RankQuery {
  const user = Float32Array.from(factors.values.subarray(0, config.dim), (value) => value * (factors.scales[0] || 1));
  const hidden = createBitset(count);
  for (let item = 0; item < count; item += 7) setBit(hidden, item);
  return { user, mix: new Float32Array(MIX_TERMS.length), events: 1, k: LISTED, hidden };
}

async function rankedBy(scorer: Scorer, query: RankQuery): Promise<Ranked> {
  const ranked = await scorer.rank(query);
  scorer.dispose();
  return ranked;
}

/** Whether two lists are the same but for swaps of items whose scores are all but equal. */
function sameList(ranked: Ranked, twin: Ranked): boolean {
  const tolerance = TOLERANCE * twin.scores.reduce((most, score) => Math.max(most, Math.abs(score)), 1);
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance;
  const scoreOf = new Map(Array.from(twin.items, (item, at) => [item, twin.scores[at]]));
  // An item that the twin's list lacks can only have taken the place of its last.
  const last = twin.scores.at(-1) ?? 0;
  return (
    ranked.items.length === twin.items.length &&
    ranked.scores.every((score, at) => near(score, twin.scores[at]) && near(score, scoreOf.get(ranked.items[at]) ?? last))
  );
}

const NAMES: Record<ScorerKind, string> = { webgpu: 'the GPU', simd: 'WebAssembly', typescript: 'plain JavaScript' };

/** "Measured here: WebAssembly ranks in 2.1 ms, the GPU in 61.0 ms." */
export function whyOf(trials: readonly ScorerTrial[]): string {
  const told = trials.map(({ kind, rankMs, fault }) => (rankMs === null ? `${NAMES[kind]} is out (${fault})` : `${NAMES[kind]} ${rankMs.toFixed(1)} ms`));
  return `Measured here, a ranking each: ${told.join(', ')}.`;
}
