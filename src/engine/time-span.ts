import { OptionError } from '../errors.ts';

/** Milliseconds since 1970: from `from` up to, and without, `to`. A side that is not there is open. */
export interface TimeSpan {
  from?: number;
  to?: number;
}

/** @throws OptionError for a field that is none, since what it leaves open would be forgotten, and for a time that is none */
export function checkSpan(span: TimeSpan): Required<TimeSpan> {
  for (const [name, time] of Object.entries(span)) {
    if (name !== 'from' && name !== 'to') throw new OptionError(name, 'is no side of a span of time; there are from, to');
    if (time !== undefined && (typeof time !== 'number' || Number.isNaN(time))) throw new OptionError(name, `expected milliseconds since 1970, got ${JSON.stringify(time)}`);
  }
  return { from: span.from ?? -Infinity, to: span.to ?? Infinity };
}
