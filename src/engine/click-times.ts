/** Where the milliseconds of a click go. */
import { type ClickParts } from './state.ts';

export class ClickTimes {
  /** Of the last click; null before the first. */
  last: ClickParts | null = null;
  private readonly clock: () => number;

  constructor(clock: () => number) {
    this.clock = clock;
  }

  begin(): void {
    this.last = { storeMs: 0, learnMs: 0, rankMs: 0 };
  }

  async time<T>(part: keyof ClickParts, work: () => Promise<T>): Promise<T> {
    const before = this.clock();
    const result = await work();
    if (this.last) this.last = { ...this.last, [part]: this.clock() - before };
    return result;
  }
}
