import { OptionError } from '../errors.ts';
import { checkOptions } from './check-options.ts';
import { show } from './check-rules.ts';
import { createRecommender } from './create-recommender.ts';
import { type Recommender, type RecommenderOptions } from './recommender.ts';
import { type Surfaces } from './surfaces.ts';
import { surfacesOf } from './surfaces-of.ts';

/** A hold on the page's one recommender. */
export interface SharedRecommender {
  readonly recommender: Recommender;
  readonly surfaces: Surfaces;
  /** Lets go of it. Once nobody has held it for a second it is closed. */
  readonly release: () => void;
}

interface Running extends Omit<SharedRecommender, 'release'> {
  readonly options: RecommenderOptions;
  holders: number;
  ending: ReturnType<typeof setTimeout> | undefined;
}

/** Milliseconds: what is removed and put in again, or mounted twice, finds it running. */
const GRACE = 1000;
/** Options that one recommender cannot have in two ways, with what they are where nothing is said. `limit` and `worker` are the first holder's. */
const SHARED = { integrity: undefined, backend: 'auto', learning: undefined, consent: 'granted', honourGpc: false, rules: undefined } as const satisfies Partial<RecommenderOptions>;

const running = new Map<string, Running>();

/**
 * The page's one recommender for a bundle and namespace: made by whoever asks first, shared by all, and closed when nobody
 * has held it for a second. One that failed is not shared any further: who asks next tries anew. `signal` lets go of it.
 * @throws OptionError as `createRecommender()`, and for an option that the one running has otherwise
 */
export function shareRecommender(options: RecommenderOptions): SharedRecommender {
  const { bundle } = checkOptions(options, document.baseURI);
  options.signal?.throwIfAborted();
  const key = JSON.stringify([bundle, options.namespace]);
  const shared = usable(key, options) ?? start(key, options);
  clearTimeout(shared.ending);
  shared.holders++;
  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    if (--shared.holders === 0) wait(key, shared);
  };
  options.signal?.addEventListener('abort', release, { once: true });
  return { recommender: shared.recommender, surfaces: shared.surfaces, release };
}

/** @throws OptionError where it is held by others who want it otherwise */
function usable(key: string, options: RecommenderOptions): Running | undefined {
  const shared = running.get(key);
  const status = shared?.recommender.getState().status;
  if (!shared || status === 'error' || status === 'closed') return undefined;
  const name = differing(options, shared.options);
  if (name === undefined) return shared;
  if (shared.holders === 0) {
    end(key, shared);
    return undefined;
  }
  throw new OptionError(
    name,
    `the page's recommender for this bundle has ${show(shared.options[name] ?? SHARED[name])}, got ${show(options[name])}; say the same everywhere, or give it a namespace of its own`,
  );
}

function start(key: string, options: RecommenderOptions): Running {
  const recommender = createRecommender({ ...options, signal: undefined });
  // The state tells of failures; these promises would only tell of them a second time.
  recommender.ready.catch(() => undefined);
  const shared: Running = { recommender, surfaces: surfacesOf(recommender), options, holders: 0, ending: undefined };
  running.set(key, shared);
  return shared;
}

/** In two halves: a page that was busy for a second had no chance to ask again. */
function wait(key: string, shared: Running): void {
  shared.ending = setTimeout(() => {
    shared.ending = setTimeout(() => end(key, shared), GRACE / 2);
  }, GRACE / 2);
}

function end(key: string, shared: Running): void {
  clearTimeout(shared.ending);
  if (running.get(key) === shared) running.delete(key);
  void shared.recommender.close();
}

/** The first option that they have in two ways. Who does not say has no wish. */
function differing(wanted: RecommenderOptions, has: RecommenderOptions): keyof typeof SHARED | undefined {
  const names = Object.keys(SHARED) as (keyof typeof SHARED)[];
  return names.find((name) => wanted[name] !== undefined && JSON.stringify(wanted[name]) !== JSON.stringify(has[name] ?? SHARED[name]));
}
