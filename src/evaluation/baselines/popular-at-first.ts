import { type TrainingSet } from '../training-set.ts';
import { meetingCounts } from './event-counts.ts';
import { type QuickVisitor } from './quick-visitor.ts';

/** What a method says of a visitor who did nothing it can read: all items alike. So popularity ranks until an event `informs`. */
export function popularAtFirst(train: TrainingSet, start: () => QuickVisitor, informs: (item: number) => boolean): { start(): QuickVisitor } {
  const counts = meetingCounts(train, 0);
  const scores = new Float32Array(counts.length);
  return {
    start: () => {
      const visitor = start();
      let informed = false;
      return {
        observe: (event) => {
          informed ||= informs(event.item);
          return visitor.observe(event);
        },
        scores: () => {
          if (informed) return visitor.scores();
          scores.set(counts);
          return scores;
        },
      };
    },
  };
}
