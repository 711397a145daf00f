import { type HistoryEntry } from '../client/recommender.ts';

/** A span of time that can be forgotten, and how much was done in it. */
export interface Span {
  name: 'hour' | 'today' | 'before';
  label: string;
  /** Milliseconds since 1970, from `from` up to and without `to`; a side not named is open. */
  span: { from?: number; to?: number };
  events: number;
}

const HOUR = 3_600_000;

/** The spans that are offered, as things are at `now`. `day`: where "before" ends. */
export function spansOf(history: readonly Pick<HistoryEntry, 'time'>[], now: number, day: number): Span[] {
  const count = ({ from = -Infinity, to = Infinity }: Span['span']) => history.filter(({ time }) => time >= from && time < to).length;
  const made = (name: Span['name'], label: string, span: Span['span']): Span => ({ name, label, span, events: count(span) });
  return [
    made('hour', 'The last hour', { from: now - HOUR }),
    made('today', 'Today', { from: dayStart(now) }),
    made('before', day === dayStart(now) ? 'Everything before today' : 'Everything before a day', { to: day }),
  ];
}

/** Midnight before it, where the visitor is. */
export function dayStart(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
