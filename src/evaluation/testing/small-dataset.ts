/** Data sets without files, for tests. */
import { type Dataset } from '../../catalog/dataset.ts';
import { planted, type PlantedOptions } from '../../catalog/testing/planted.ts';
import { historiesOf } from '../../training/testing/planted-data.ts';
import { EVENT_TYPES, type Item } from '../../types.ts';

export interface SmallDatasetOptions {
  /** Default: as many as are named. */
  items?: number;
  /** Default: true. */
  ordered?: boolean;
  users?: string[];
  /** Genre of each item. Default: none has any. */
  genreOf?: (item: number) => string;
  types?: (typeof EVENT_TYPES)[number][][];
  /** Unix seconds of each event. Default: none has a time. */
  times?: number[][];
}

/** User u's history is `histories[u]`, of items by number; users `u0`, items `i0`, … */
export function smallDataset(histories: number[][], options: SmallDatasetOptions = {}): Dataset {
  const { items = 1 + Math.max(...histories.flat()), ordered = true, genreOf, types, times } = options;
  const catalogue: Item[] = Array.from({ length: items }, (_, i) => ({ id: `i${i}`, title: `Item ${i}`, genres: genreOf ? [genreOf(i)] : [], year: null, extra: {} }));
  const events = histories.flat().length;
  return {
    items: catalogue,
    itemIndex: new Map(catalogue.map(({ id }, i) => [id, i])),
    users: options.users ?? histories.map((_, user) => `u${user}`),
    ...historiesOf(histories, types),
    ratingOf: new Float32Array(events).fill(NaN),
    timeOf: times ? Float64Array.from(times.flat()) : new Float64Array(events).fill(NaN),
    ordered,
    thresholds: { likeAt: null, dislikeAt: null },
    report: { rows: events, skipped: {}, itemRows: items, skippedItems: {}, droppedUsers: 0, droppedItems: 0, droppedEvents: 0 },
  };
}

/** The planted data set; liked groups are likes, others views. User u begins at second 1,000 · u. */
export function plantedDataset(options: PlantedOptions = {}): Dataset {
  const { truth } = planted(options);
  const types = truth.histories.map((history, user) => history.map((item) => (truth.tastesOf[user].includes(truth.groupOf[item]) ? 'like' : 'view')));
  const times = truth.histories.map((history, user) => history.map((_, at) => 1000 * user + at));
  return smallDataset(truth.histories, { items: truth.itemIds.length, genreOf: (item) => `Genre ${truth.groupOf[item]}`, types, times });
}
