import { EVENT_BINS, type EventBin } from './evaluation.ts';

/**
 * A value for every bin, of those predictions that have as many events before them as it says. Predictions after 500 and
 * more events are in none.
 * @param events before each prediction, [P]
 * @param value is given which predictions are in the bin
 */
export function byEventBin<Value>(events: Int32Array, value: (where: (prediction: number) => boolean) => Value): Record<EventBin, Value> {
  const bins = EVENT_BINS.map(([bin, first, last]) => [bin, value((p) => events[p] >= first && events[p] <= last)] as const);
  return Object.fromEntries(bins) as Record<EventBin, Value>;
}
