import { GrowingArray } from './growing-array.ts';

/** One row of an interactions file, its ids turned into indices. */
export interface EventRow {
  user: number;
  item: number;
  /** NaN where absent. */
  rating: number;
  /** Unix seconds; NaN where absent. */
  time: number;
  /** The value of the column that orders events; NaN where there is no such column. */
  place: number;
}

/** The rows of an interactions file in the file's order: a typed array per column. */
export class EventColumns {
  private readonly users = new GrowingArray((n) => new Int32Array(n));
  private readonly items = new GrowingArray((n) => new Int32Array(n));
  private readonly ratings = new GrowingArray((n) => new Float32Array(n));
  private readonly times = new GrowingArray((n) => new Float64Array(n));
  /** Stays empty where no column orders the events: 8 bytes a row are worth saving. */
  private readonly places = new GrowingArray((n) => new Float64Array(n));
  private timedRows = 0;

  push(row: EventRow): void {
    this.users.push(row.user);
    this.items.push(row.item);
    this.ratings.push(row.rating);
    this.times.push(row.time);
    if (!Number.isNaN(row.place)) this.places.push(row.place);
    if (!Number.isNaN(row.time)) this.timedRows++;
  }

  get length(): number {
    return this.users.length;
  }

  /** Rows that have a time. */
  get timed(): number {
    return this.timedRows;
  }

  /** Leaves out the rows without a time, in place, and returns how many they were. */
  dropUntimed(): number {
    const times = this.times.full;
    const keep = (_: number, row: number) => !Number.isNaN(times[row]);
    const dropped = this.length - this.timedRows;
    for (const column of [this.users, this.items, this.ratings, this.places]) column.filter(keep);
    this.times.filter((time) => !Number.isNaN(time));
    return dropped;
  }

  get arrays() {
    return {
      userOf: this.users.full,
      itemOf: this.items.full,
      ratingOf: this.ratings.full,
      timeOf: this.times.full,
      placeOf: this.places.full,
    };
  }
}
