/** How a history stays bounded without a visitor losing anything they would notice. */
import { longestWindow, type NeumfConfig, POPULARITY_BUCKETS } from '../neumf.ts';
import { learningStart, oldestKeptStart, STRIDE } from './learning-window.ts';
import { type SessionEvent } from './session-event.ts';
import { isTaken } from './taken.ts';

/** Of a history that the rule below cannot shorten, since nearly all of it was passed over, no more is kept. */
const MOST_EVENTS = 10_000;

/**
 * How many of the oldest events may go, so that the personal part is, to the bit, the one it was. Learning goes on from the
 * last window or, after an undo, from the one before; it reads, before a window, the events that the tower's blocks and the
 * memory look back on, and so many that popularity counts them no further. What is older has no part in it but that its items
 * were met (`Session.meet`). A multiple of the window's stride: the windows of what is left are the ones that were.
 */
export function thinnable(events: readonly Pick<SessionEvent, 'type'>[], config: NeumfConfig): number {
  const { blocks, window, memory, eventTypes } = config;
  let needed = Math.max(blocks * window + 1, memory ? longestWindow(memory) : 0, 2 ** (POPULARITY_BUCKETS - 1) - 1);
  let oldest = oldestKeptStart(learningStart(events.length));
  while (oldest > 0 && needed > 0) if (isTaken(events[--oldest].type, eventTypes)) needed--;
  const spared = needed > 0 ? 0 : oldest;
  return Math.floor(Math.max(spared, events.length - MOST_EVENTS) / STRIDE) * STRIDE;
}
