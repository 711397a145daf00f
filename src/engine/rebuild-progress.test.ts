import { expect, it } from 'vitest';
import { RebuildProgress } from './rebuild-progress.ts';

const at = (unlearned: number, learnable: number) => ({ unlearned, learnable });

it('counts from where the rebuild goes on to its total, and is over only when that was told', () => {
  const progress = new RebuildProgress();
  expect(progress.of(at(0, 100))).toBeNull();
  const told = [at(49, 99), at(10, 99), at(3, 100), at(0, 100)].map((session) => progress.of(session));
  expect(told).toEqual([
    { done: 50, total: 99 },
    { done: 89, total: 99 },
    { done: 97, total: 100 },
    { done: 100, total: 100 },
  ]);
  expect(progress.end()).toBe(true);
  expect(progress.of(at(0, 100))).toBeNull();
  expect(progress.end()).toBe(false);
});

it('does not speak of a few quick clicks', () => {
  expect(new RebuildProgress().of(at(8, 100))).toBeNull();
  expect(new RebuildProgress().of(at(9, 100))).toEqual({ done: 91, total: 100 });
});
