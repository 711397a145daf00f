import { sinceWords } from '../../catalog/split-since.ts';
import { type Protocol } from '../../types.ts';
import { type Evaluation } from '../evaluation.ts';
import { countWords } from './number-words.ts';

/** What was asked of every arm, in a sentence. */
export const PROTOCOL_WORDS: Record<Protocol, string> = {
  ncf: 'Protocol ncf (He et al. 2017): the last interaction of every user is held out and ranked among 99 items the user never touched.',
  full: 'Protocol full: the last interaction of every user is held out and ranked among the whole catalogue, the user’s earlier items left out.',
  stream:
    'Protocol stream: whole users are held out, none of their events is in training. Their events are replayed in order; before each, the whole catalogue is ranked, seen items left out, and the rank of the item that comes is noted.',
  drift:
    'Protocol drift: learning ends at a date, for everybody. Those whose first event came on that date or later are replayed as in stream; nobody of them, and nothing of what came after it, is in training.',
};

/** How intervals and verdicts are to be read. */
export const READING_WORDS =
  'Intervals are 95 % bootstrap intervals over users. Differences are paired: both arms faced the same predictions. An arm leads another where the interval of their difference lies above 0, trails where it lies below, and is tied with it else. Each interval stands for itself: of twenty true ties, about one looks like a lead or a trail.';

/** "600 test users, 31,026 predictions; trained on …" */
export function countsWords({ dataset, since }: Evaluation): string {
  const { users, items, interactions, testUsers, predictions } = dataset;
  return (
    `${countWords(predictions)} predictions for ${countWords(testUsers)} test users; ` +
    `the data has ${countWords(users)} users, ${countWords(items)} items and ${countWords(interactions)} interactions${since === null ? '' : `; learning ended on ${sinceWords(since)}`}`
  );
}
