/**
 * What a page reports faster than it can be stored goes together: in one transaction, learned and shown once. Order stays:
 * nothing joins those that wait once something else has been asked for behind them.
 */
import { type VisitorEvent } from '../types.ts';
import { type TaskQueue } from './task-queue.ts';

interface Batch {
  events: VisitorEvent[];
  done: Promise<void>;
  /** How much had been asked of the queue when it was. */
  asked: number;
}

export class Recordings {
  private readonly tasks: TaskQueue;
  private readonly run: (take: () => VisitorEvent[]) => Promise<void>;
  private open: Batch | null = null;

  /** `run` queues the recording of what `take` gives when its turn has come. */
  constructor(tasks: TaskQueue, run: (take: () => VisitorEvent[]) => Promise<void>) {
    this.tasks = tasks;
    this.run = run;
  }

  /** Resolves as `run` does, for all that go together. */
  add(event: VisitorEvent): Promise<void> {
    if (this.open?.asked === this.tasks.asked) {
      this.open.events.push(event);
      return this.open.done;
    }
    const events = [event];
    const take = () => {
      if (this.open?.events === events) this.open = null;
      return events;
    };
    const done = this.run(take);
    this.open = { events, done, asked: this.tasks.asked };
    return done;
  }
}
