/** The planted data set as training reads it, without files. */
import { planted, type PlantedOptions, type PlantedTruth } from '../../catalog/testing/planted.ts';
import { EVENT_TYPES } from '../../types.ts';
import { type Histories } from '../histories.ts';
import { type TrainingData } from '../training-data.ts';

/** Liked groups are likes, others views; the genre is the one content feature. The last `held` users validate. */
export function plantedData(options: PlantedOptions & { held?: number } = {}): { data: TrainingData; truth: PlantedTruth } {
  const { held = 0, ...settings } = options;
  const { truth } = planted(settings);
  const types = truth.histories.map((history, user) => history.map((item) => (truth.tastesOf[user].includes(truth.groupOf[item]) ? 'like' : 'view')));
  const users = Int32Array.from(truth.histories.keys());
  const items = truth.itemIds.length;
  return {
    truth,
    data: {
      histories: historiesOf(truth.histories, types),
      features: {
        names: [...new Set(truth.groupOf)].map((group) => `genre:${group}`),
        offsets: Int32Array.from({ length: items + 1 }, (_, i) => i),
        indices: Int32Array.from(truth.groupOf),
      },
      items,
      ordered: true,
      trainUsers: users.slice(0, users.length - held),
      validationUsers: users.slice(users.length - held),
    },
  };
}

/** Histories from lists of item numbers, a list a user; all views unless told. */
export function historiesOf(items: number[][], types?: (typeof EVENT_TYPES)[number][][]): Histories {
  const offsets = new Int32Array(items.length + 1);
  items.forEach((list, user) => (offsets[user + 1] = offsets[user] + list.length));
  return {
    offsets,
    itemOf: Int32Array.from(items.flat()),
    typeOf: Uint8Array.from(items.flatMap((list, user) => list.map((_, at) => EVENT_TYPES.indexOf(types?.[user][at] ?? 'view')))),
  };
}
