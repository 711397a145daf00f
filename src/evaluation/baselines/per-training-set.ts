import { type TrainingSet } from '../training-set.ts';

/** `compute`, remembered for as long as the training set lives, by `key`: what several fits share is computed once. */
export function perTrainingSet<Key extends (string | number)[], Value>(compute: (train: TrainingSet, ...key: Key) => Value) {
  const known = new WeakMap<TrainingSet, Map<string, Value>>();
  return (train: TrainingSet, ...key: Key): Value => {
    const values = known.get(train) ?? new Map<string, Value>();
    known.set(train, values);
    const name = JSON.stringify(key);
    const found = values.get(name);
    if (found !== undefined) return found;
    const value = compute(train, ...key);
    values.set(name, value);
    return value;
  };
}
