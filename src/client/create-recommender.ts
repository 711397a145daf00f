import { fromWire } from '../engine/wire-error.ts';
import { AbortedError } from '../errors.ts';
import { askToKeep } from './ask-to-keep.ts';
import { checkAnswer, checkEvent, checkLimit, checkOptions } from './check-options.ts';
import { checkId, checkRules } from './check-rules.ts';
import { checkExplore, checkSteer } from './check-steer.ts';
import { engineFiles } from './engine-files.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { lookAgain } from './look-again.ts';
import { makeWorker } from './make-worker.ts';
import { type Recommender, type RecommenderOptions, type RecommenderState } from './recommender.ts';
import { withRestart } from './restart-notice.ts';
import { WorkerCalls } from './worker-calls.ts';

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
  const keep = askToKeep();
  const calls = new WorkerCalls(
    () => (files ? makeWorker(files.worker) : options.worker!()),
    (message, restarts) => {
      if (message.kind === 'settled') settled.resolve();
      if (message.kind !== 'state') return;
      const next = message.state.status === 'error' ? { status: 'error' as const, error: fromWire(message.state.error) } : message.state;
      setState(restarts > 0 ? withRestart(next) : next);
      keep(next);
    },
    (error) => {
      settled.reject(error);
      setState({ status: 'error', error });
    },
  );
  const ready = calls.call('load', { ...engineOptions, parts: files?.parts });
  ready.catch((error: Error) => settled.reject(error));
  // Whoever does not wait for these hears of a failure through the state.
  settled.promise.catch(() => undefined);

  const whenReady = async <T>(task: () => Promise<T>): Promise<T> => {
    await ready;
    return task();
  };
  const lookNoMore = lookAgain(() => calls.post({ kind: 'look' }));
  const close = async () => {
    if (state.status === 'closed') return;
    setState({ status: 'closed' });
    lookNoMore();
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
    async record(input) {
      // Not only when ready: a visitor may choose from the list of the last visit, and be gone before then.
      await calls.call('record', checkEvent(input, Date.now));
    },
    async rank({ limit, exclude = [], rules, explore, newcomer = false, surface = 'for-you' } = {}) {
      const checked = {
        limit: limit === undefined ? undefined : checkLimit(limit),
        rules: rules && checkRules(rules),
        explore: explore === undefined ? undefined : checkExplore(explore),
      };
      return whenReady(() => calls.call('rank', { ...checked, newcomer, exclude: [...exclude], surface }));
    },
    async related(item, { limit = 12 } = {}) {
      const checked = checkLimit(limit);
      return whenReady(() => calls.call('related', { item, limit: checked }));
    },
    async explain(item, { limit = 8, signal } = {}) {
      const checked = checkLimit(limit);
      const explanation = await whenReady(() => calls.call('explain', { item, limit: checked }, signal));
      return { ...explanation, sentence: explanationSentence(explanation) };
    },
    catalogue: () => whenReady(() => calls.call('catalogue', null)),
    async steer(change) {
      const checked = checkSteer(change);
      return whenReady(() => calls.call('steer', checked));
    },
    async hide(item) {
      const checked = checkId('item', item);
      return whenReady(() => calls.call('steer', { hide: checked }));
    },
    async unhide(item) {
      const checked = checkId('item', item);
      return whenReady(() => calls.call('steer', { unhide: checked }));
    },
    setRecording: (on) => whenReady(() => calls.call('setRecording', { on })),
    setLearning: (on) => whenReady(() => calls.call('setLearning', { on })),
    async setConsent(answer) {
      const checked = checkAnswer(answer);
      return whenReady(() => calls.call('setConsent', { answer: checked }));
    },
    close,
    history: {
      list: () => whenReady(() => calls.call('history', null)),
      remove: (id) => whenReady(() => calls.call('remove', { id })),
      async removeBetween({ from = -Infinity, to = Infinity }) {
        return whenReady(() => calls.call('removeBetween', { from, to }));
      },
      undo: () => whenReady(() => calls.call('undo', null)),
      clear: () => whenReady(() => calls.call('clear', null)),
      stored: () => whenReady(() => calls.call('stored', null)),
      export: () => whenReady(() => calls.call('export', null)),
      import: (file, { mode }) => whenReady(() => calls.call('import', { file, mode })),
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
