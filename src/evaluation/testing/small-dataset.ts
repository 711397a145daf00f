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
}

/** User u's history is `histories[u]`, of items by number; users `u0`, items `i0`, … */
export function smallDataset(histories: number[][], options: SmallDatasetOptions = {}): Dataset {
  const { items = 1 + Math.max(...histories.flat()), ordered = true, genreOf, types } = options;
  const catalogue: Item[] = Array.from({ length: items }, (_, i) => ({ id: `i${i}`, title: `Item ${i}`, genres: genreOf ? [genreOf(i)] : [], year: null, extra: {} }));
  const events = histories.flat().length;
  return {
    items: catalogue,
    itemIndex: new Map(catalogue.map(({ id }, i) => [id, i])),
    users: options.users ?? histories.map((_, user) => `u${user}`),
    ...historiesOf(histories, types),
    ratingOf: new Float32Array(events).fill(NaN),
    timeOf: new Float64Array(events).fill(NaN),
    ordered,
    thresholds: { likeAt: null, dislikeAt: null },
    report: { rows: events, skipped: {}, itemRows: items, skippedItems: {}, droppedUsers: 0, droppedItems: 0, droppedEvents: 0 },
  };
}

/** The planted data set; liked groups are likes, others views. */
export function plantedDataset(options: PlantedOptions = {}): Dataset {
  const { truth } = planted(options);
  const types = truth.histories.map((history, user) => history.map((item) => (truth.tastesOf[user].includes(truth.groupOf[item]) ? 'like' : 'view')));
  return smallDataset(truth.histories, { items: truth.itemIds.length, genreOf: (item) => `Genre ${truth.groupOf[item]}`, types });
}
