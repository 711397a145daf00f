import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchWorker } from './worker-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const told = { pings: 0, deaths: 0 };
  const watching = watchWorker(() => told.pings++, () => told.deaths++, 5000);
  return { told, watching };
}

it('pings after 5 s of silence, and after three pings that nobody answered it is dead', () => {
  const { told, watching } = watch();
  watching.begin();
  vi.advanceTimersByTime(4999);
  expect(told).toEqual({ pings: 0, deaths: 0 });
  vi.advanceTimersByTime(10_001);
  expect(told).toEqual({ pings: 3, deaths: 0 });
  vi.advanceTimersByTime(5000);
  expect(told).toEqual({ pings: 3, deaths: 1 });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual({ pings: 3, deaths: 1 });
});

it('any message is a sign of life: who answers late, but answers, never dies', () => {
  const { told, watching } = watch();
  watching.begin();
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(14_000);
    watching.heard();
  }
  expect(told.deaths).toBe(0);
  expect(told.pings).toBeGreaterThan(0);
});

it('is not held against it while nothing is to be heard, nor what was before', () => {
  const { told, watching } = watch();
  watching.begin();
  vi.advanceTimersByTime(15_000);
  watching.end();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual({ pings: 3, deaths: 0 });
  watching.begin();
  watching.begin();
  vi.advanceTimersByTime(15_000);
  expect(told).toEqual({ pings: 6, deaths: 0 });
});

it('a page that was frozen for an hour has missed its own ticks, too, and judges nobody by the clock', () => {
  const { told, watching } = watch();
  watching.begin();
  vi.advanceTimersByTime(5000);
  // No timer runs while a page is frozen; one fires when it goes on.
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(5000);
  expect(told.deaths).toBe(0);
  watching.heard();
  vi.advanceTimersByTime(15_000);
  expect(told.deaths).toBe(0);
});
