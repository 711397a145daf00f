/**
 * A ranking as the visitor and the site want it: the room between the scorer's candidates and the list. What may not
 * appear is hidden from the scorer, and wishes for items and genres are added to its scores, so that its own selection
 * sees both, in one stage and in two; pins, groups and variety are put in order afterwards.
 */
import { type Ranked, type SparseScores } from '../../kernels/scorer.ts';
import { type RankOptions, type Session } from '../session.ts';
import { arrange, type Pin } from './arrange.ts';
import { exploring, POOL } from './explore.ts';
import { type GroupLimit } from './group-limits.ts';

/** All by item index. Each gives way to those above it. */
export interface SteeredOptions {
  limit: number;
  /** False: without the personal part. Default true. */
  personal?: boolean;
  /** Never on the list. */
  exclude?: Iterable<number>;
  /** At their places; each item and each place once. Those at `limit` or beyond are ranked as any other. */
  pins?: readonly Pin[];
  /** The only ones on the list, beside those pinned. Default: all. */
  allow?: ReadonlySet<number>;
  limits?: readonly GroupLimit[];
  /** Nats added to the scores. */
  boost?: SparseScores;
  /** In [0, 1]; 0: the order of the scores. Default 0. */
  explore?: number;
  /** Called with candidates before the groups of each are asked for. */
  onCandidates?: (items: Int32Array) => Promise<void>;
}

/** Where groups are limited, so many times as many candidates are asked for, again and again until the list is full. */
const WIDER = 4;

/** As `Session.rank`; with nothing but `limit`, `exclude` and `personal` the very same. */
export async function steeredRank(session: Session, options: SteeredOptions): Promise<Ranked> {
  const { limit, explore = 0, boost, personal, limits = [], allow } = options;
  const excluded = new Set(options.exclude);
  const pins = (options.pins ?? []).filter(({ item, position }) => position < limit && item < session.ready && !excluded.has(item));
  const competing = { boost, personal, exclude: allow || pins.length > 0 ? whoDoNotCompete(session.model.count, { excluded, pins, allow }) : excluded };
  if (pins.length === 0 && limits.length === 0 && explore === 0) return session.rank({ ...competing, limit });
  const pinned = await rankedPins(session, pins, { boost, personal });
  for (let wanted = limits.length > 0 ? WIDER * limit : limit; ; wanted *= WIDER) {
    const asked = Math.max(wanted, explore > 0 ? POOL : 0);
    const ranked = await session.rank({ ...competing, limit: asked });
    if (limits.length > 0) await options.onCandidates?.(Int32Array.from([...ranked.items, ...pinned.items]));
    const mmr = explore > 0 && ranked.items.length > 0 ? exploring(session.model, ranked, explore) : null;
    const list = arrange({ limit, candidates: ranked.items, pins, limits, mmr });
    if (list.length >= limit || ranked.items.length < asked) return withScores(list, ranked, pinned);
  }
}

interface Places {
  excluded: ReadonlySet<number>;
  pins: readonly Pin[];
  allow?: ReadonlySet<number>;
}

/** Every item but those that compete for the places that are left. May be gone through more than once. */
function whoDoNotCompete(count: number, { excluded, pins, allow }: Places): Iterable<number> {
  return {
    *[Symbol.iterator]() {
      yield* excluded;
      for (const { item } of pins) yield item;
      if (allow) for (let item = 0; item < count; item++) if (!allow.has(item)) yield item;
    },
  };
}

/** The pinned items with their scores, whether met before or not, best first. */
function rankedPins(session: Session, pins: readonly Pin[], options: Pick<RankOptions, 'boost' | 'personal'>): Promise<Ranked> | Ranked {
  if (pins.length === 0) return { items: new Int32Array(), scores: new Float32Array() };
  const everyone = Int32Array.from({ length: session.model.count }, (_, item) => item);
  return session.rank({ ...options, limit: pins.length, exclude: everyone, include: pins.map(({ item }) => item) });
}

function withScores(list: readonly number[], ...parts: readonly Ranked[]): Ranked {
  const scoreOf = new Map<number, number>();
  for (const { items, scores } of parts) items.forEach((item, i) => scoreOf.set(item, scores[i]));
  return { items: Int32Array.from(list), scores: Float32Array.from(list, (item) => scoreOf.get(item) ?? NaN) };
}
