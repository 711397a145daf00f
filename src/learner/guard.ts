/**
 * The prequential guard (Dawid 1984; Hedge: Freund & Schapire 1997): before an event is learned, the frozen and the
 * personal model each foretell it, and how far the personal part is trusted follows who foretold better. A personal part
 * that harms fades by itself.
 */

/** What the guard remembers, in this order, behind each personal part. Log-losses in nats. */
export interface GuardRecord {
  /** How much better the personal model foretold of late; what decides. */
  advantage: number;
  /** How much better it foretold in all. */
  ahead: number;
  /** How much better the two together foretold than the frozen one, in all. */
  gained: number;
  /** Events that the personal model foretold no worse, and events judged. */
  better: number;
  judged: number;
}

/** Numbers of a record in a flat state. */
export const GUARD_SIZE = 5;

/** Trust before anything is known: σ(2) = .88. The bound keeps both ways open: ten ordinary events lead back. */
const PRIOR = 2;
const BOUND = 5;
/** What an old event still counts with each new one, and the most that one event counts. Nats. */
const FADING = 0.99;
const MOST = 1.5;

/** How far the personal part is trusted, in (0, 1). */
export function guardWeight(advantage: number): number {
  return 1 / (1 + Math.exp(-PRIOR - advantage));
}

export function readGuard(numbers: ArrayLike<number>): GuardRecord {
  const [advantage, ahead, gained, better, judged] = Array.from({ length: GUARD_SIZE }, (_, i) => numbers[i]);
  return { advantage, ahead, gained, better, judged };
}

/** Nats by which the two together were behind the better of them in hindsight. */
export function regret({ ahead, gained }: GuardRecord): number {
  return Math.max(0, ahead) - gained;
}

/**
 * The record after an event that the personal and the frozen model gave these log-probabilities. The two together are
 * their mixture: an event's regret is at most −ln of the trust in the better one, and fading costs up to .05 nats an event besides.
 */
export function judged(record: GuardRecord, personal: number, frozen: number): GuardRecord {
  const gain = personal - frozen;
  if (!Number.isFinite(gain)) return { ...record, advantage: -BOUND, judged: record.judged + 1 };
  const weight = guardWeight(record.advantage);
  const advantage = FADING * record.advantage + Math.max(-MOST, Math.min(MOST, gain));
  return {
    advantage: Math.max(-BOUND, Math.min(BOUND, advantage)),
    ahead: record.ahead + gain,
    gained: record.gained + Math.log1p(weight * Math.expm1(Math.min(gain, 80))),
    better: record.better + (gain >= 0 ? 1 : 0),
    judged: record.judged + 1,
  };
}
