import { fromWire } from '../engine/wire-error.ts';
import { AbortedError } from '../errors.ts';
import { askToKeep } from './ask-to-keep.ts';
import { checkAnswer, checkEvent, checkLimit, checkOptions } from './check-options.ts';
import { checkId, checkRules } from './check-rules.ts';
import { checkExplore, checkSteer } from './check-steer.ts';
import { engineFiles } from './engine-files.ts';
import { lookAgain } from './look-again.ts';
import { makeWorker } from './make-worker.ts';
import { type Recommender, type RecommenderOptions, type RecommenderState } from './recommender.ts';
import { workerCalls } from './worker-calls.ts';

/**
 * Starts a recommender: a worker that loads the bundle, ranks, and learns from what `record()` reports. Returns at
 * once; `ready` resolves with the first list, `getState()` and `subscribe()` follow everything.
 * @throws OptionError for an unknown option or one out of range
 */
export function createRecommender(options: RecommenderOptions): Recommender {
  const engineOptions = checkOptions(options, document.baseURI);
  options.signal?.throwIfAborted();
  const listeners = new Set<() => void>();
  let state: RecommenderState = { status: 'loading', progress: { phase: 'start', loaded: 0, total: 0 }, ranking: null };
  const setState = (next: RecommenderState) => {
    if (state.status === 'closed') return;
    state = next;
    for (const listener of listeners) listener();
  };

  const settled = deferred();
  // A worker of the site's own knows where its files are.
  const files = options.worker ? null : engineFiles();
  const load = { ...engineOptions, parts: files?.parts };
  const keep = askToKeep();
  const calls = workerCalls(
    () => (files ? makeWorker(files.worker) : options.worker!()),
    (message) => {
      if (message.kind === 'settled') settled.resolve();
      if (message.kind !== 'state') return;
      // While another worker loads, the last list stands.
      if (state.status === 'ready' && message.state.status === 'loading') return;
      const next = message.state.status === 'error' ? { status: 'error' as const, error: fromWire(message.state.error) } : message.state;
      setState(next);
      keep(next);
    },
    () => ({ ...load, resumed: state }),
    (error) => {
      settled.reject(error);
      setState({ status: 'error', error });
    },
  );
  const ready = calls.call('load', load);
  ready.catch((error: Error) => {
    settled.reject(error);
    // Of a worker that has not loaded nothing can be asked.
    if (state.status === 'error') calls.end(error);
  });
  // Whoever does not wait for these hears of a failure through the state.
  settled.promise.catch(() => undefined);

  const ask: typeof calls.call = async (...args) => {
    await ready;
    return calls.call(...args);
  };
  const closing = new AbortController();
  lookAgain(() => calls.post({ kind: 'look' }), closing.signal);
  const close = async () => {
    if (state.status === 'closed') return;
    setState({ status: 'closed' });
    closing.abort();
    calls.post({ kind: 'abort' });
    await Promise.race([calls.call('close', null).catch(() => undefined), patience()]);
    calls.end();
    settled.reject(new AbortedError('the recommender was closed'));
    listeners.clear();
  };
  options.signal?.addEventListener('abort', () => void close(), { once: true });

  return {
    ready,
    settled: settled.promise,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // Not only when ready: a visitor may choose from the list of the last visit, and be gone before then.
    record: async (input) => calls.call('record', checkEvent(input, Date.now)),
    rank: async ({ limit, exclude = [], rules, explore, newcomer = false, surface = 'for-you' } = {}) =>
      ask('rank', {
        limit: limit === undefined ? undefined : checkLimit(limit),
        rules: rules && checkRules(rules),
        explore: explore === undefined ? undefined : checkExplore(explore),
        newcomer,
        exclude: [...exclude],
        surface,
      }),
    related: async (item, { limit = 12 } = {}) => ask('related', { item, limit: checkLimit(limit) }),
    explain: async (item, { limit = 8, signal } = {}) => ask('explain', { item, limit: checkLimit(limit) }, signal),
    catalogue: () => ask('catalogue', null),
    steer: async (change) => ask('steer', checkSteer(change)),
    hide: async (item) => ask('steer', { hide: checkId('item', item) }),
    unhide: async (item) => ask('steer', { unhide: checkId('item', item) }),
    setRecording: (on) => ask('setRecording', { on }),
    setLearning: (on) => ask('setLearning', { on }),
    setConsent: async (answer) => ask('setConsent', { answer: checkAnswer(answer) }),
    close,
    history: {
      list: () => ask('history', null),
      remove: (id) => ask('remove', { id }),
      removeBetween: (span) => ask('removeBetween', span),
      undo: () => ask('undo', null),
      clear: () => ask('clear', null),
      stored: () => ask('stored', null),
      export: () => ask('export', null),
      import: (file, { mode }) => ask('import', { file, mode }),
    },
  };
}

/** A promise to be settled from outside. */
function deferred() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** How long an orderly end may take before the worker is stopped anyway. */
function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2000));
}
