import { type Interval } from '../evaluation.ts';

/** Figures as they are read, in the page and in the results document alike. What was not measured is a dash. */

export const MISSING = '–';

/** A metric: ".1794", "−.0021", "1.0000"; "3.1e−6" where four places would show nothing. */
export function metricWords(value: number | null | undefined): string {
  if (!measured(value)) return MISSING;
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 0.00005)) return minus(value.toExponential(1));
  return minus(value.toFixed(4).replace(/^(-?)0\./, '$1.').replace(/^-(?=[.0]+$)/, ''));
}

/** The same with a sign before what is above 0. */
export function signedWords(value: number | null | undefined): string {
  return measured(value) && value > 0 ? `+${metricWords(value)}` : metricWords(value);
}

/** ".1702 to .1886" */
export function intervalWords(interval: Interval | null | undefined): string {
  if (!interval || !interval.every(measured)) return MISSING;
  return `${metricWords(interval[0])} to ${metricWords(interval[1])}`;
}

/** A share as per cent: "6.1 %", "−0.4 %". */
export function percentWords(share: number | null | undefined): string {
  return measured(share) && measured(share * 100) ? `${places(share * 100)} %` : MISSING;
}

/** "+6.1 %" */
export function signedPercentWords(share: number | null | undefined): string {
  return measured(share) && share * 100 >= 0.05 ? `+${percentWords(share)}` : percentWords(share);
}

/** "2.9 to 5.6 %" */
export function percentIntervalWords([low, high]: Interval): string {
  return measured(low * 100) && measured(high * 100) ? `${places(low * 100)} to ${places(high * 100)} %` : MISSING;
}

/** "31,026" */
export function countWords(value: number): string {
  if (!measured(value)) return MISSING;
  return minus(Math.abs(value) < 1e15 ? value.toLocaleString('en-GB', { maximumFractionDigits: 0 }) : value.toExponential(1));
}

/** Milliseconds, bits, a loss: three or so digits that count. */
export function amountWords(value: number | null | undefined): string {
  if (!measured(value)) return MISSING;
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 0.0005)) return minus(value.toExponential(1));
  return minus(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3));
}

export function measured(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function places(percent: number): string {
  if (Math.abs(percent) >= 1e6) return minus(percent.toExponential(1));
  return minus(percent.toFixed(Math.abs(percent) >= 999.5 ? 0 : 1).replace(/^-(?=0\.0$)/, ''));
}

function minus(text: string): string {
  return text.replaceAll('-', '−');
}
