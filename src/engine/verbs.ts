import { type EventType } from '../types.ts';

/** What a visitor did with an item, as in "you liked it". English. */
export const VERBS: Record<EventType, string> = {
  view: 'saw',
  click: 'opened',
  like: 'liked',
  dislike: 'did not like',
  purchase: 'bought',
  dwell: 'stayed with',
  skip: 'skipped',
  dismiss: 'passed on',
};
