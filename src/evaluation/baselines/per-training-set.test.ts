import { expect, it, vi } from 'vitest';
import { perTrainingSet } from './per-training-set.ts';
import { trainingSet } from './training-set.fixture.ts';

it('computes once for a training set and a key', () => {
  const compute = vi.fn((train: { items: readonly unknown[] }, k: number, name: string) => `${train.items.length} ${k} ${name}`);
  const remembered = perTrainingSet(compute);
  const [one, other] = [trainingSet([[0]], 1), trainingSet([[0]], 2)];
  expect([remembered(one, 1, 'a'), remembered(one, 1, 'a'), remembered(one, 2, 'a'), remembered(other, 1, 'a')]).toEqual(['1 1 a', '1 1 a', '1 2 a', '2 1 a']);
  expect(compute).toHaveBeenCalledTimes(3);
});
