/**
 * What a visitor's noes take off items like those they dismissed (DESIGN.md, "Learning on each click"). A step of the
 * vector turns away from a whole direction, and costs hits in what lies there besides; this reaches the nearest items alone.
 */
import { type SparseScores } from '../kernels/scorer.ts';
import { type SessionEvent } from './session-event.ts';
import { related } from './related.ts';
import { type SessionModel } from './session-model.ts';
import { isRefused } from './taken.ts';

/** So many of the latest noes count. */
const NOES = 8;
/** So many of them count in full; of more, each counts the less: who refuses everything says little by it. */
const IN_FULL = 3;
/** Nats off the nearest item, falling evenly to none off the farthest of the kind; and the most that many noes take off. */
const OFF = 1;
const MOST_OFF = 2;
/** The nearest of the catalogue by cosine, as a share and at most. */
const KIND_SHARE = 0.005;
const LARGEST_KIND = 100;

/** The nearest items of each, by the tables they were found in and how many rows of them were there. */
const kinds = new WeakMap<SessionModel['factors'], Map<string, Int32Array>>();

/** In nats, of items of which it takes something off; undefined where nothing was dismissed. `ready`: rows that are there. */
export function aversion(model: SessionModel, events: readonly SessionEvent[], ready: number): SparseScores | undefined {
  const refused = new Set(events.filter(({ type }) => isRefused(type, model.config.eventTypes)).map(({ item }) => item));
  if (refused.size === 0) return undefined;
  const off = new Map<number, number>();
  const noes = [...refused].slice(-NOES);
  const each = OFF * Math.min(1, IN_FULL / noes.length);
  for (const item of noes) {
    const kind = kindOf(model, item, ready);
    kind.forEach((other, place) => off.set(other, Math.max(-MOST_OFF, (off.get(other) ?? 0) - each * (1 - place / kind.length))));
  }
  return { items: Int32Array.from(off.keys()), values: Float32Array.from(off.values()) };
}

function kindOf({ factors, config, count }: SessionModel, item: number, ready: number): Int32Array {
  const known = kinds.get(factors) ?? new Map<string, Int32Array>();
  kinds.set(factors, known);
  const key = `${item} ${ready}`;
  const limit = Math.max(1, Math.min(LARGEST_KIND, Math.round(KIND_SHARE * count)));
  const kind = known.get(key) ?? related(factors, config.dim, ready, { item, limit }).items;
  known.set(key, kind);
  return kind;
}
