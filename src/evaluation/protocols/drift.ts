/**
 * Protocol `drift`: what is learned ends at a date, and what is predicted begins there, as in use: a bundle is always older
 * than its visitors. Splitting by one date for all keeps the future out of training, which no split by users does (Ji, Sun,
 * Zhang & Li, "A critical study on data leakage in recommender system offline evaluation", TOIS 2023).
 *
 * Learned are the events before the date, but those of 5 % of the users, whole, who validate: nothing of what comes later is
 * looked at before the test. Tested is everybody whose first event is on the date or later, replayed as in `stream`. Events
 * after the date of users who had begun before are neither learned from nor predicted.
 */
import { contentFeatures } from '../../catalog/content-features.ts';
import { type Dataset } from '../../catalog/dataset.ts';
import { sinceWords, splitSince } from '../../catalog/split-since.ts';
import { OptionError } from '../../errors.ts';
import { keepEvents } from '../keep-events.ts';
import { type ProtocolSplit } from '../protocol-split.ts';
import { replayed, STREAM_SHARES } from './stream.ts';

/** @param since Unix seconds @throws OptionError where events have no time, or nobody is left for one of the parts */
export function driftSplit(dataset: Dataset, seed: number, since: number): ProtocolSplit {
  const { users, offsets, itemOf } = dataset;
  const { train, validation, newcomers, before } = splitSince(dataset, since, { seed, validation: STREAM_SHARES.validation });
  if (train.length === 0 || validation.length === 0 || newcomers.length === 0) {
    const parts = `${train.length} to train and ${validation.length} to validate who began before, and ${newcomers.length} to test who began then or later`;
    throw new OptionError('since', `${sinceWords(since)}: of ${users.length} users there are ${parts}; take another date, another seed, or bring more users`);
  }
  const learned = new Uint8Array(itemOf.length);
  for (const user of train) for (let event = offsets[user]; event < offsets[user + 1]; event++) learned[event] = before[event];
  const eventsOf = (user: number) => Int32Array.from({ length: offsets[user + 1] - offsets[user] }, (_, at) => offsets[user] + at);
  return {
    train: { items: dataset.items, features: contentFeatures(dataset.items), histories: keepEvents(dataset, learned), users: train, ordered: dataset.ordered },
    wholeUsers: true,
    heldOut: Int32Array.from([...newcomers].flatMap((user) => [...eventsOf(user)])),
    validation: Array.from(validation, (user) => replayed(dataset, user, eventsOf(user).filter((event) => before[event] === 1))),
    test: Array.from(newcomers, (user) => replayed(dataset, user, eventsOf(user))),
    notes: [`Before ${sinceWords(since)} ${users.length - newcomers.length} of ${users.length} users had begun; ${dataset.itemOf.length - before.reduce((sum, each) => sum + each, 0)} of ${itemOf.length} events came then or later.`],
  };
}
