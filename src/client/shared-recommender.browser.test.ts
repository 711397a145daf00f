/** One engine for all of a page. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecommenderOptions } from './recommender.ts';
import { type SharedRecommender, shareRecommender } from './shared-recommender.ts';

const held: SharedRecommender[] = [];
let namespaces = 0;
let namespace = '';

beforeEach(() => {
  namespace = `shared-${Date.now()}-${namespaces++}`;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(held.splice(0).map(({ recommender }) => recommender.close()));
});

function share(options: Partial<RecommenderOptions> = {}): SharedRecommender {
  const shared = shareRecommender({ bundle: '/bundles/movies/', backend: 'wasm', namespace, ...options });
  held.push(shared);
  return shared;
}

const statusOf = ({ recommender }: SharedRecommender) => recommender.getState().status;

describe('who asks', () => {
  it('for the same bundle, however it is written, gets the same recommender and surfaces', () => {
    const one = share();
    const other = share({ bundle: new URL('/bundles/movies', location.href).href, backend: undefined, limit: 5 });
    expect(other.recommender).toBe(one.recommender);
    expect(other.surfaces).toBe(one.surfaces);
    expect(share({ namespace: `${namespace}-b` }).recommender).not.toBe(one.recommender);
  });

  it('for it to be otherwise than others have it is refused by name', () => {
    share({ rules: { deny: ['1'] } });
    expect(share({ rules: { deny: ['1'] }, consent: 'granted' })).toBeDefined();
    expect(() => share({ backend: 'webgpu' })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: backend: the page's recommender for this bundle has "wasm", got "webgpu"; say the same everywhere, or give it a namespace of its own]`,
    );
    expect(() => share({ consent: 'ask' })).toThrow(`consent: the page's recommender for this bundle has "granted", got "ask"`);
    expect(() => share({ integrity: 'sha256-x' })).toThrow(`integrity: the page's recommender for this bundle has undefined, got "sha256-x"`);
    expect(() => share({ rules: { deny: ['2'] } })).toThrow('rules: the page');
    expect(() => share({ bundles: 1 } as object)).toThrow('bundles: is no option');
  });
});

describe('when nobody holds it', () => {
  it('goes on for a second, and for good if it is asked for again', () => {
    const first = share();
    const second = share();
    first.release();
    first.release();
    vi.advanceTimersByTime(5000);
    expect(statusOf(second)).toBe('loading');
    second.release();
    vi.advanceTimersByTime(999);
    const third = share();
    vi.advanceTimersByTime(5000);
    expect(third.recommender).toBe(first.recommender);
    expect(statusOf(third)).toBe('loading');
    third.release();
    vi.advanceTimersByTime(1000);
    expect(statusOf(third)).toBe('closed');
    expect(share().recommender).not.toBe(first.recommender);
  });

  it('gives way to who wants it otherwise at once', () => {
    const first = share();
    first.release();
    const other = share({ consent: 'off' });
    expect(statusOf(first)).toBe('closed');
    expect(other.recommender).not.toBe(first.recommender);
    vi.advanceTimersByTime(5000);
    expect(statusOf(other)).toBe('loading');
  });

  it('a signal lets go of it', () => {
    const controller = new AbortController();
    const [first, second] = [share({ signal: controller.signal }), share()];
    controller.abort();
    vi.advanceTimersByTime(5000);
    expect(statusOf(second)).toBe('loading');
    second.release();
    vi.advanceTimersByTime(1000);
    expect(statusOf(first)).toBe('closed');
    expect(() => share({ signal: controller.signal })).toThrow('aborted');
  });
});

it('one that failed is not shared: who asks next tries anew', async () => {
  const failed = share({ bundle: '/bundles/none/' });
  await expect(failed.recommender.ready).rejects.toMatchObject({ code: 'BUNDLE' });
  const again = share({ bundle: '/bundles/none/' });
  expect(again.recommender).not.toBe(failed.recommender);
  failed.release();
  vi.advanceTimersByTime(1000);
  expect(statusOf(failed)).toBe('closed');
  expect(share({ bundle: '/bundles/none/' }).recommender).toBe(again.recommender);
});
