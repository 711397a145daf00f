import { sha256Hex } from '../bundle/integrity.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { type RankRules, type Steering } from '../types.ts';
import { isSteering } from './kept-shapes.ts';

/** What is to be different from now on. Genres not named stay as they are; one at 0 is as if never named. */
export interface SteeringChange {
  explore?: number;
  genres?: Record<string, number>;
  /** Ids of items. */
  hide?: string;
  unhide?: string;
}

const PLAIN: Steering = { explore: 0, genres: {}, hidden: [] };

/** How the visitor steers their lists, as it is kept. */
export class VisitorSteering {
  /** Never changed in place. */
  now: Steering;
  /** Digest of the site's rules, which may name every item there is. */
  private readonly rules: string;

  /** As the visitor left it; whatever else storage may hold, as at first. */
  static async read(store: HistoryStore, rules: RankRules): Promise<VisitorSteering> {
    const kept = await store.getSetting('steering');
    const digest = await sha256Hex(new TextEncoder().encode(JSON.stringify(rules)));
    return new VisitorSteering(isSteering(kept) ? kept : PLAIN, digest);
  }

  private constructor(steering: Steering, rules: string) {
    this.now = steering;
    this.rules = rules;
  }

  /** All that lists are steered by: two that are equal make equal lists. */
  get text(): string {
    return `${JSON.stringify(this.now)} ${this.rules}`;
  }

  /** Kept first, and only then so. False: nothing is different. @throws StorageError */
  async change(store: HistoryStore, change: SteeringChange): Promise<boolean> {
    const next = changed(this.now, change);
    if (JSON.stringify(next) === JSON.stringify(this.now)) return false;
    await store.putSetting('steering', next);
    this.now = next;
    return true;
  }

  /** Everything was erased. */
  forget(): void {
    this.now = PLAIN;
  }
}

function changed({ explore, genres, hidden }: Steering, change: SteeringChange): Steering {
  const steps = Object.entries({ ...genres, ...change.genres }).filter(([, step]) => step !== 0);
  const kept = hidden.filter((id) => id !== change.hide && id !== change.unhide);
  return {
    explore: change.explore ?? explore,
    genres: Object.fromEntries(steps.sort(([a], [b]) => (a < b ? -1 : 1))),
    hidden: change.hide === undefined ? kept : [...kept, change.hide],
  };
}
