/** Runs one task after another, in the order they came; a failed one holds up nobody. */
export class TaskQueue {
  /** Tasks that wait for the one under way. */
  waiting = 0;
  /** Tasks that were ever asked for. */
  asked = 0;
  private last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    this.waiting++;
    this.asked++;
    const run = this.last.then(() => {
      this.waiting--;
      return task();
    });
    this.last = run.catch(() => undefined);
    return run;
  }

  /** Resolves when all that was asked for so far is done. */
  async drained(): Promise<void> {
    await this.last;
  }
}
