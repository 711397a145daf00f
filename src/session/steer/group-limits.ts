/** At most so many items of a list that share a value of one field. */
export interface GroupLimit {
  count: number;
  /** The values that an item has of the field, each once; none: it is not limited. */
  valuesOf: (item: number) => readonly string[];
}

/** Counts what stands on a list, by group. */
export class GroupLimits {
  private readonly limits: readonly GroupLimit[];
  private readonly counts: Map<string, number>[];

  constructor(limits: readonly GroupLimit[]) {
    this.limits = limits;
    this.counts = limits.map(() => new Map());
  }

  /** Whether one more item would pass no limit. */
  allow(item: number): boolean {
    return this.limits.every(({ count, valuesOf }, i) => valuesOf(item).every((value) => (this.counts[i].get(value) ?? 0) < count));
  }

  /** The item stands on the list, allowed or not. */
  add(item: number): void {
    this.limits.forEach(({ valuesOf }, i) => {
      for (const value of valuesOf(item)) this.counts[i].set(value, (this.counts[i].get(value) ?? 0) + 1);
    });
  }
}
