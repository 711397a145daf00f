/**
 * Protocol `stream`: visitors never seen in training, event by event (prequential evaluation: Gama, Sebastião & Rodrigues,
 * Machine Learning 2013; of recommenders: Vinagre, Jorge & Gama, RecSys workshop REDD 2014).
 *
 * Users are held out whole, 10 % for the test and 5 % for validation; none of their events are learned from. Of each one
 * the first 500 events are served in order. Before each event the whole catalogue is ranked, without the items met
 * before, and the rank of the item that comes is noted; then the recommender has the event. An item met before is
 * observed again but never predicted.
 */
import { contentFeatures } from '../../catalog/content-features.ts';
import { type Dataset } from '../../catalog/dataset.ts';
import { splitUsers } from '../../catalog/split-users.ts';
import { OptionError } from '../../errors.ts';
import { keepEvents } from '../keep-events.ts';
import { type Case, type ProtocolSplit } from '../protocol-split.ts';

export const STREAM_SHARES = { validation: 0.05, test: 0.1 };
/** Events of a visitor that are served. */
const SERVED_EVENTS = 500;

/** @throws OptionError where the users are too few for all three parts. */
export function streamSplit(dataset: Dataset, seed: number): ProtocolSplit {
  const { train, validation, test } = splitUsers(dataset.users, { seed, ...STREAM_SHARES });
  if (train.length === 0 || validation.length === 0 || test.length === 0) {
    const parts = `${train.length} to train, ${validation.length} to validate and ${test.length} to test`;
    throw new OptionError('protocol', `stream holds out whole users, and of ${dataset.users.length} it has ${parts}; bring more users, another seed, or take protocol full`);
  }
  const keep = marksOf(dataset, train);
  const tested = marksOf(dataset, test);
  return {
    train: {
      items: dataset.items,
      features: contentFeatures(dataset.items),
      histories: keepEvents(dataset, keep),
      users: train,
      ordered: dataset.ordered,
    },
    wholeUsers: true,
    heldOut: Int32Array.from(tested.keys()).filter((event) => tested[event] === 1),
    validation: Array.from(validation, (user) => wholeCase(dataset, user)),
    test: Array.from(test, (user) => wholeCase(dataset, user)),
    notes: dataset.ordered ? [] : ['The data have no order: events are served in a shuffled one.'],
  };
}

/** 1 for the events of these users, [events]. */
function marksOf({ offsets, itemOf }: Dataset, users: Int32Array): Uint8Array {
  const marks = new Uint8Array(itemOf.length);
  for (const user of users) marks.fill(1, offsets[user], offsets[user + 1]);
  return marks;
}

function wholeCase(dataset: Dataset, user: number): Case {
  const { offsets } = dataset;
  return replayed(dataset, user, Int32Array.from({ length: offsets[user + 1] - offsets[user] }, (_, at) => offsets[user] + at));
}

/** The first of a user's events, which are places in the data set, each predicted but repeats. */
export function replayed({ itemOf, typeOf }: Dataset, user: number, events: Int32Array): Case {
  const served = events.subarray(0, SERVED_EVENTS);
  const items = served.map((event) => itemOf[event]);
  const met = new Set<number>();
  const predicted: number[] = [];
  items.forEach((item, at) => {
    if (!met.has(item)) predicted.push(at);
    met.add(item);
  });
  return { user, items, types: Uint8Array.from(served, (event) => typeOf[event]), predicted: Int32Array.from(predicted), negatives: null };
}
