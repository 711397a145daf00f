import { groupBy, type Groups } from './group-by.ts';

export interface RareFilter {
  userOf: Int32Array;
  itemOf: Int32Array;
  users: number;
  items: number;
  minUserEvents: number;
  minItemEvents: number;
}

/**
 * Which events remain once users with fewer than `minUserEvents` events and items with fewer than `minItemEvents`
 * have lost theirs, over and over until nothing changes (the largest such set, whatever the order of removal).
 * Each event is removed at most once, so the time is linear in the events.
 * @returns `[events]`, 1 = kept
 */
export function filterRare({ userOf, itemOf, users, items, minUserEvents, minItemEvents }: RareFilter): Uint8Array {
  const keep = new Uint8Array(userOf.length).fill(1);
  const sides = [
    new Side(userOf, users, minUserEvents),
    new Side(itemOf, items, minItemEvents),
  ];
  for (let work = true; work; ) {
    work = false;
    for (const [at, side] of sides.entries()) {
      for (let key = side.rare.pop(); key !== undefined; key = side.rare.pop()) {
        work = true;
        side.drop(key, keep, sides[1 - at]);
      }
    }
  }
  return keep;
}

/** The users, or the items: their events, how many are left, and who has become too rare. */
class Side {
  readonly rare: number[] = [];
  private readonly keyOf: Int32Array;
  private readonly groups: Groups;
  private readonly left: Int32Array;
  private readonly min: number;

  constructor(keyOf: Int32Array, keys: number, min: number) {
    this.keyOf = keyOf;
    this.groups = groupBy(keyOf, keys);
    this.left = new Int32Array(keys);
    this.min = min;
    for (let key = 0; key < keys; key++) {
      this.left[key] = this.groups.offsets[key + 1] - this.groups.offsets[key];
      if (this.left[key] > 0 && this.left[key] < min) this.rare.push(key);
    }
  }

  drop(key: number, keep: Uint8Array, other: Side): void {
    const { offsets, rows } = this.groups;
    for (let i = offsets[key]; i < offsets[key + 1]; i++) {
      if (keep[rows[i]] === 0) continue;
      keep[rows[i]] = 0;
      this.left[key]--;
      other.lose(other.keyOf[rows[i]]);
    }
  }

  /** One event less. A key is rare from the moment it falls below the minimum, and is listed once. */
  private lose(key: number): void {
    if (this.left[key]-- === this.min) this.rare.push(key);
  }
}
