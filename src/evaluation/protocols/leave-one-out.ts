/**
 * What protocols `ncf` and `full` share: of every user one event is held out for the test; of a seeded tenth of the users
 * (at most 1,000) one more, for validation. Both are learned from by nobody. The other events are the user's history.
 *
 * Held out is the last event of an item that the user met once: an item met twice would be known from the history. In
 * data without order it is any such event, by the seed.
 */
import { contentFeatures } from '../../catalog/content-features.ts';
import { type Dataset } from '../../catalog/dataset.ts';
import { hashId } from '../../catalog/hash-id.ts';
import { OptionError } from '../../errors.ts';
import { Sfc32 } from '../../random.ts';
import { keepEvents } from '../keep-events.ts';
import { type Case, type ProtocolSplit } from '../protocol-split.ts';

const VALIDATION_SHARE = 0.1;
const VALIDATION_USERS = 1000;
/** Tell the uses of the seed apart. */
const VALIDATION_STREAM = 0x7a11d;
const EVENT_STREAM = 0xe7e27;

/** Place of a user's held-out event among all events; −1 for a user who is left out. [users] */
export type HeldOutEvents = Int32Array;

/** Gives the negatives of a user's prediction, or null for all items that were not met before. */
export type NegativesOf = (user: number, part: 'validation' | 'test') => Int32Array | null;

/** Each user's event for the test. Of a user whose every item came twice, or who has only one event: none. */
export function lastEvents(dataset: Dataset, seed: number): HeldOutEvents {
  return Int32Array.from(dataset.users, (_, user) => chooseEvent(dataset, user, seed, -1));
}

/** @throws OptionError where nobody has events enough. */
export function leaveOneOut(dataset: Dataset, seed: number, test: HeldOutEvents, negativesOf: NegativesOf): ProtocolSplit {
  const validation = validationEvents(dataset, seed, test);
  const testUsers = usersOf(test);
  const validationUsers = usersOf(validation);
  if (testUsers.length === 0 || validationUsers.length === 0) {
    throw new OptionError('protocol', `ncf and full need users with 3 events, two of them on items met once, and of ${dataset.users.length} there are none; bring more data`);
  }
  const keep = new Uint8Array(dataset.itemOf.length).fill(1);
  for (const event of [...test, ...validation]) if (event >= 0) keep[event] = 0;
  const histories = keepEvents(dataset, keep);
  const users = Int32Array.from(dataset.users.keys()).filter((user) => histories.offsets[user + 1] > histories.offsets[user]);
  return {
    train: { items: dataset.items, features: contentFeatures(dataset.items), histories, users, ordered: dataset.ordered },
    wholeUsers: false,
    heldOut: test.filter((event) => event >= 0),
    validation: validationUsers.map((user) => caseOf(dataset, user, validation[user], test[user], negativesOf(user, 'validation'))),
    test: testUsers.map((user) => caseOf(dataset, user, test[user], -1, negativesOf(user, 'test'))),
    notes: dataset.ordered ? [] : ['The data have no order: the held-out event of a user is any one, by the seed.'],
  };
}

/** One event more of a seeded sample of the users who are tested and have yet another to learn from. */
function validationEvents(dataset: Dataset, seed: number, test: HeldOutEvents): HeldOutEvents {
  const { offsets } = dataset;
  const events = test.map((event, user) => (event < 0 || offsets[user + 1] - offsets[user] < 3 ? -1 : chooseEvent(dataset, user, seed, event)));
  const place = dataset.users.map((id) => new Sfc32(seed, VALIDATION_STREAM, ...hashId(id)).uniform());
  const able = usersOf(events).sort((a, b) => place[a] - place[b]);
  for (const user of able.slice(Math.min(VALIDATION_USERS, Math.ceil(VALIDATION_SHARE * able.length)))) events[user] = -1;
  return events;
}

function usersOf(events: HeldOutEvents): number[] {
  return Array.from(events.keys()).filter((user) => events[user] >= 0);
}

/** The last event, but `taken`, of an item that came once; without order, any one. −1: there is none. */
function chooseEvent({ users, offsets, itemOf, ordered }: Dataset, user: number, seed: number, taken: number): number {
  const [from, to] = [offsets[user], offsets[user + 1]];
  const counts = new Map<number, number>();
  for (let e = from; e < to; e++) counts.set(itemOf[e], (counts.get(itemOf[e]) ?? 0) + 1);
  const single = Array.from({ length: to - from }, (_, i) => from + i).filter((e) => e !== taken && counts.get(itemOf[e]) === 1);
  if (to - from < 2 || single.length === 0) return -1;
  return ordered ? single[single.length - 1] : single[new Sfc32(seed, EVENT_STREAM, Number(taken >= 0), ...hashId(users[user])).below(single.length)];
}

/** The user's other events in order, but `hidden`, and then the one that is predicted. */
function caseOf({ offsets, itemOf, typeOf }: Dataset, user: number, target: number, hidden: number, negatives: Int32Array | null): Case {
  const history = Array.from({ length: offsets[user + 1] - offsets[user] }, (_, i) => offsets[user] + i);
  const events = [...history.filter((e) => e !== target && e !== hidden), target];
  return {
    user,
    items: Int32Array.from(events, (e) => itemOf[e]),
    types: Uint8Array.from(events, (e) => typeOf[e]),
    predicted: Int32Array.of(events.length - 1),
    negatives,
  };
}
