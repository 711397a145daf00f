import { expect, test, vi } from 'vitest';
import { type Recommender, type RecommenderState } from '../client/recommender.ts';
import { OptionError } from '../errors.ts';
import { RecommenderHost } from './recommender-host.ts';

/** As much of a recommender as a host touches. */
function stub() {
  const listeners = new Set<() => void>();
  let state: RecommenderState = { status: 'loading', ranking: null, progress: { phase: 'bundle', loaded: 1, total: 2 } };
  const release = vi.fn<() => void>();
  const recommender = {
    ready: Promise.reject(new Error('told by the state')),
    settled: Promise.reject(new Error('told by the state')),
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Recommender;
  const set = (next: RecommenderState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  return { recommender, set, release, listeners };
}

const options = () => ({ bundle: './b/' });

test('follows the state of the one it started', () => {
  const { recommender, release, set } = stub();
  const host = new RecommenderHost(options, () => ({ recommender, release }));
  expect(host.hosted().state.status).toBe('loading');
  const heard = vi.fn<() => void>();
  host.subscribe(heard);
  host.start();
  expect(host.hosted().recommender).toBe(recommender);
  heard.mockClear();
  const error = new Error('x');
  set({ status: 'error', error });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(host.hosted().state).toEqual({ status: 'error', error });
  expect(host.hosted()).toBe(host.hosted());
});

test('starting again lets go of the old one and listens to it no more', () => {
  const [old, fresh] = [stub(), stub()];
  const all = [old, fresh];
  const host = new RecommenderHost(options, () => all.shift()!);
  host.start();
  host.start();
  expect(old.release).toHaveBeenCalledTimes(1);
  expect(old.listeners.size).toBe(0);
  old.set({ status: 'closed' });
  expect(host.hosted().recommender).toBe(fresh.recommender);
  expect(host.hosted().state.status).toBe('loading');
});

test('what refuses to start becomes a state of error, and may be tried again', () => {
  let tries = 0;
  const { recommender, release } = stub();
  const host = new RecommenderHost(options, () => {
    if (tries++ === 0) throw new OptionError('backend', 'unknown');
    return { recommender, release };
  });
  host.start();
  expect(host.hosted().state).toMatchObject({ status: 'error', error: { code: 'OPTION' } });
  host.start();
  expect(host.hosted().recommender).toBe(recommender);
});
