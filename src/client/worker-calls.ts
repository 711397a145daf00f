/** Calls into the worker, answered by number. */
import { type CallName, type Calls, type FromWorker, type ToWorker } from '../engine/protocol.ts';
import { fromWire } from '../engine/wire-error.ts';
import { AbortedError, DeviceError } from '../errors.ts';

type Pending = { resolve: (value: never) => void; reject: (error: Error) => void };

export class WorkerCalls {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private ended: Error | null = null;

  /** `onMessage` gets everything that is no answer; `onDeath` is told if the worker itself fails. */
  constructor(worker: Worker, onMessage: (message: FromWorker) => void, onDeath: (error: Error) => void) {
    this.worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'answer') this.settle(data.id)?.resolve(data.result as never);
      else if (data.kind === 'failure') this.settle(data.id)?.reject(fromWire(data.error));
      else onMessage(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const error = new DeviceError(`the worker failed: ${event.message || 'its script could not be loaded (does the page’s policy allow it in worker-src?)'}`);
      this.end(error);
      onDeath(error);
    });
  }

  /** Rejects at once where `signal` is aborted, and the worker is told. */
  call<K extends CallName>(name: K, args: Calls[K]['args'], signal?: AbortSignal): Promise<Calls[K]['result']> {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(new AbortedError());
    const id = this.nextId++;
    const cancel = () => {
      this.worker.postMessage({ kind: 'cancel', id } satisfies ToWorker);
      this.settle(id)?.reject(new AbortedError());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const answered = new Promise<Calls[K]['result']>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ kind: 'call', id, name, args });
    });
    return signal ? answered.finally(() => signal.removeEventListener('abort', cancel)) : answered;
  }

  abort(): void {
    this.worker.postMessage({ kind: 'abort' } satisfies ToWorker);
  }

  /** Stops the worker; calls under way and later ones reject. */
  end(error: Error = new AbortedError('the recommender was closed')): void {
    if (this.ended) return;
    this.ended = error;
    this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }

  private settle(id: number): Pending | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    return call;
  }
}
