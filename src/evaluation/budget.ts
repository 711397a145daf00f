/** The time an evaluation may take, and how much of it is left. Milliseconds. */
export class Budget {
  private readonly total: number;
  private readonly now: () => number;
  private readonly started: number;

  /** Begins at once. @param now a clock; default `performance.now` */
  constructor(total: number, now: () => number = () => performance.now()) {
    this.total = total;
    this.now = now;
    this.started = now();
  }

  /** What is left until this share of the whole is spent, in [0, 1]; 0 where it is spent already. */
  leftOf(share: number): number {
    return Math.max(0, share * this.total - (this.now() - this.started));
  }
}
