/** A data set made ready for training: who trains, who validates, how popular items are. */
import { type ContentFeatures } from '../catalog/content-features.ts';
import { type NeumfConfig } from '../neumf.ts';
import { EVENT_TYPES } from '../types.ts';
import { firstMeetings, type Histories } from './histories.ts';
import { type TrainOptions } from './train-options.ts';
import { type ItemCounts, memorySettings } from './transition-statistics.ts';

export interface TrainingData {
  histories: Histories;
  features: ContentFeatures;
  /** Number of catalogue items. */
  items: number;
  ordered: boolean;
  trainUsers: Int32Array;
  validationUsers: Int32Array;
}

/** How often training users met each item. Held-out users are not counted. */
export function itemCounts({ histories, items, trainUsers }: TrainingData): ItemCounts {
  const [events, users] = [0, 0].map(() => new Int32Array(items));
  const meets = firstMeetings(histories, trainUsers, items);
  for (const user of trainUsers) {
    for (let e = histories.offsets[user]; e < histories.offsets[user + 1]; e++) {
      events[histories.itemOf[e]]++;
      users[histories.itemOf[e]] += meets[e];
    }
  }
  return { events, users };
}

/** log(1 + count), standardised to mean 0 and variance 1 over the catalogue, [n]; zeros where all are alike. */
export function standardisedPopularity(counts: Int32Array): Float32Array {
  const logs = Float64Array.from(counts, (count) => Math.log1p(count));
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length;
  const deviation = Math.sqrt(variance);
  return Float32Array.from(logs, (x) => (deviation > 0 ? (x - mean) / deviation : 0));
}

/** The model's settings for this data and these options; event types are those that training users show. */
export function configFor(data: TrainingData, options: TrainOptions): NeumfConfig {
  const present = new Set<number>();
  for (const user of data.trainUsers) {
    for (let e = data.histories.offsets[user]; e < data.histories.offsets[user + 1]; e++) present.add(data.histories.typeOf[e]);
  }
  return {
    dim: options.dim,
    blocks: options.blocks,
    heads: options.heads,
    hidden: options.hidden,
    window: options.maxHistory,
    ordered: data.ordered,
    mlp: options.mlp,
    eventTypes: EVENT_TYPES.filter((_, index) => present.has(index)),
    adapterRank: options.adapterRank,
    memory: options.memoryNeighbours > 0 ? memorySettings(data.ordered) : null,
  };
}
