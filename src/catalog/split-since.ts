/** A split by time: what happened before a date may be learned from; who began at it or later is somebody new. */
import { OptionError } from '../errors.ts';
import { type Dataset } from './dataset.ts';
import { splitUsers } from './split-users.ts';

export interface SinceSplit {
  /** Places in the list of users, ascending. Whose first event lies before the date: they train or validate. */
  train: Int32Array;
  validation: Int32Array;
  /** Whose first event does not: nobody learns from them. */
  newcomers: Int32Array;
  /** 1 for events before the date, [events]; 0 for all events of newcomers. */
  before: Uint8Array;
}

type Timed = Pick<Dataset, 'users' | 'offsets' | 'timeOf'>;

/**
 * Unix seconds of a moment that a person names: a day (`2000-11-01`, its beginning in UTC), Unix seconds, or a share of the
 * events (`80%`: the time of the first event after so many of them). Share and data alone decide, whatever the file's order.
 * @throws OptionError for another text, or where events have no time
 */
export function parseSince(text: string, { timeOf }: Pick<Dataset, 'timeOf'>): number {
  checkTimes(timeOf);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const milliseconds = Date.parse(text);
    // Date.parse takes 2001-02-30 for a day of March in some engines.
    if (Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().startsWith(text)) return milliseconds / 1000;
  }
  if (/^\d+$/.test(text)) return Number(text);
  const percent = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) : NaN;
  if (percent > 0 && percent < 100) return timeOf.toSorted()[Math.floor((timeOf.length * percent) / 100)];
  throw new OptionError('since', `expected a day like 2000-11-01, a share of the events like 80%, or Unix seconds, got ${JSON.stringify(text)}`);
}

/** "2000-11-01", or with the time of day where it is not midnight (UTC). */
export function sinceWords(seconds: number): string {
  return new Date(1000 * seconds).toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
}

/** Who validates is told by the id and the seed, as `splitUsers` does. @throws OptionError where events have no time */
export function splitSince(dataset: Timed, since: number, { seed, validation: share }: { seed: number; validation: number }): SinceSplit {
  const { users, offsets, timeOf } = dataset;
  checkTimes(timeOf);
  const before = Uint8Array.from(timeOf, (time) => Number(time < since));
  // Of all events: those of a user are not in order of time where another column orders them.
  const isNew = Uint8Array.from(users, (_, user) => Number(!before.subarray(offsets[user], offsets[user + 1]).includes(1)));
  const parts = splitUsers(users, { seed, validation: share, test: 0 });
  return {
    train: parts.train.filter((user) => isNew[user] === 0),
    validation: parts.validation.filter((user) => isNew[user] === 0),
    newcomers: Int32Array.from(users.keys()).filter((user) => isNew[user] === 1),
    before,
  };
}

function checkTimes(timeOf: Float64Array): void {
  if (timeOf.some(Number.isNaN)) throw new OptionError('since', 'needs the time of every event, and the interactions have none; give a file whose column "timestamp" is filled');
}
