/** Calls into the worker, answered by number. */
import { type CallName, type Calls, type EngineOptions, type FromWorker, type ToWorker } from '../engine/protocol.ts';
import { fromWire } from '../engine/wire-error.ts';
import { AbortedError, DeviceError } from '../errors.ts';
import { restartingWorker } from './restarting-worker.ts';

interface Call {
  id: number;
  name: CallName;
  args: unknown;
  sent: boolean;
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

export interface WorkerCalls {
  /** Rejects at once where `signal` is aborted, and the worker is told. */
  call<K extends CallName>(name: K, args: Calls[K]['args'], signal?: AbortSignal): Promise<Calls[K]['result']>;
  /** What needs no answer. */
  post(message: ToWorker): void;
  /** Stops the worker; calls under way and later ones reject. */
  end(error?: Error): void;
}

/**
 * If the worker dies, another one takes its place: it is told to load what `resume` says, and then gets every call that
 * waits, in order. A record carries a number of its own and is never kept twice; an undo might take back another event, and
 * is refused. `onMessage` gets everything that is no answer; `onDeath` is told if the worker itself fails for good.
 * `tickMs`: see `watchWorker`. @throws what `make` throws
 */
export function workerCalls(make: () => Worker, onMessage: (message: FromWorker) => void, resume: () => EngineOptions, onDeath: (error: Error) => void, tickMs?: number): WorkerCalls {
  /** In the order they came. */
  let waiting: Call[] = [];
  let loaded = false;
  let nextId = 1;
  let ended: Error | undefined;

  const post = (message: ToWorker) => {
    if (!ended) worker.post(message);
  };
  const end = (error: Error = new AbortedError('the recommender was closed')) => {
    if (ended) return;
    ended = error;
    worker.terminate();
    for (const { reject } of waiting) reject(error);
    waiting = [];
  };
  const die = (error: Error) => {
    end(error);
    onDeath(error);
  };
  const settle = (id: number) => {
    const call = waiting.find((waits) => waits.id === id);
    waiting = waiting.filter((waits) => waits !== call);
    return call;
  };
  /** Sends what may be sent: a worker that has not loaded understands `record` alone. */
  const send = () => {
    for (const call of waiting) {
      const { id, name, args } = call;
      if (!loaded && name !== 'load' && name !== 'record') return;
      if (call.sent) continue;
      call.sent = true;
      try {
        post({ kind: 'call', id, name, args } as ToWorker);
      } catch (error) {
        // Arguments that cannot be sent hold up nobody else.
        settle(id)?.reject(error as Error);
      }
    }
  };
  const hear = (message: FromWorker) => {
    // It may come after the worker's end.
    if (ended) return false;
    if (message.kind === 'answer') {
      const call = settle(message.id);
      call?.resolve(message.result as never);
      loaded ||= call?.name === 'load';
      send();
    } else if (message.kind === 'failure') settle(message.id)?.reject(fromWire(message.error));
    else onMessage(message);
    return waiting.length > 0;
  };
  const begin = () => {
    loaded = false;
    waiting = waiting.filter((call) => {
      const refused = call.name === 'undo' && call.sent;
      if (refused) call.reject(new DeviceError('the engine was restarted meanwhile; the history tells whether the event is still there'));
      call.sent = false;
      return !refused;
    });
    // It waits already where the one that died had not loaded.
    if (waiting[0]?.name !== 'load') waiting.unshift({ id: nextId++, name: 'load', args: resume(), sent: false, resolve: () => undefined, reject: die });
    send();
  };
  const worker = restartingWorker(make, hear, begin, die, tickMs);

  return {
    call(name, args, signal) {
      if (ended) return Promise.reject(ended);
      if (signal?.aborted) return Promise.reject(new AbortedError());
      const id = nextId++;
      const cancel = () => {
        post({ kind: 'cancel', id });
        settle(id)?.reject(new AbortedError());
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const answered = new Promise<never>((resolve, reject) => {
        waiting.push({ id, name, args, sent: false, resolve, reject });
        send();
      });
      return signal ? answered.finally(() => signal.removeEventListener('abort', cancel)) : answered;
    },
    post,
    end,
  };
}
