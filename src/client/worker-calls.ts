/** Calls into the worker, answered by number. */
import { type CallName, type Calls, type FromWorker, type ToWorker } from '../engine/protocol.ts';
import { fromWire } from '../engine/wire-error.ts';
import { AbortedError, DeviceError } from '../errors.ts';
import { RestartingWorker } from './restarting-worker.ts';

interface Call {
  id: number;
  name: CallName;
  message: ToWorker;
  sent: boolean;
  /** It was answered by a worker that has died, and is put to the one in its place. */
  again: boolean;
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/** What holds for the rest of a visit, and may be kept nowhere: another worker is told it before anything else. */
const STANDING: readonly CallName[] = ['load', 'setConsent', 'setRecording', 'setLearning'];

/**
 * If the worker dies, another one takes its place: it loads by the same options, is told what the visitor has set, and
 * then gets every call that waits, in order. Meanwhile its states are kept back, so that a page keeps the last one it had.
 * A record carries a number of its own and is never kept twice; an undo, which would undo another event, is refused.
 */
export class WorkerCalls {
  private readonly worker: RestartingWorker;
  private readonly onDeath: (error: Error) => void;
  /** In the order they came. */
  private waiting: Call[] = [];
  private readonly standing = new Map<CallName, Call>();
  /** The latest state, while it is kept back. */
  private held: FromWorker | null = null;
  private loaded = false;
  private nextId = 1;
  private ended: Error | null = null;

  /** `onMessage` gets everything that is no answer; `onDeath` is told if the worker itself fails for good. `tickMs`: see `WorkerWatch`. */
  constructor(make: () => Worker, onMessage: (message: FromWorker, restarts: number) => void, onDeath: (error: Error) => void, tickMs?: number) {
    this.onDeath = onDeath;
    const tell = (message: FromWorker) => onMessage(message, this.worker.restarts);
    const onAnswer = (message: FromWorker) => {
      if (this.ended) return;
      if (message.kind === 'answer') this.answered(message.id, message.result);
      else if (message.kind === 'failure') this.settle(message.id)?.reject(fromWire(message.error));
      else if (message.kind === 'state' && message.state.status !== 'error' && this.restoring) this.held = message;
      else tell(message);
      if (this.held && !this.restoring) {
        tell(this.held);
        this.held = null;
      }
    };
    this.worker = new RestartingWorker(
      make,
      { onMessage: onAnswer, waits: () => this.waiting.length > 0, onRestart: () => this.begin(), onEnd: (error) => this.die(error) },
      tickMs,
    );
  }

  /** Rejects at once where `signal` is aborted, and the worker is told. */
  call<K extends CallName>(name: K, args: Calls[K]['args'], signal?: AbortSignal): Promise<Calls[K]['result']> {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(new AbortedError());
    const id = this.nextId++;
    const cancel = () => {
      this.post({ kind: 'cancel', id });
      this.settle(id)?.reject(new AbortedError());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const answered = new Promise<Calls[K]['result']>((resolve, reject) => {
      this.waiting.push({ id, name, message: { kind: 'call', id, name, args } as ToWorker, sent: false, again: false, resolve, reject });
      this.send();
    });
    return signal ? answered.finally(() => signal.removeEventListener('abort', cancel)) : answered;
  }

  /** What needs no answer. */
  post(message: ToWorker): void {
    if (!this.ended) this.worker.post(message);
  }

  /** Stops the worker; calls under way and later ones reject. */
  end(error: Error = new AbortedError('the recommender was closed')): void {
    if (this.ended) return;
    this.ended = error;
    this.worker.terminate();
    for (const { reject } of this.waiting) reject(error);
    this.waiting = [];
  }

  private die(error: Error): void {
    this.end(error);
    this.onDeath(error);
  }

  /** Whether the worker is not yet where one that died was. */
  private get restoring(): boolean {
    return this.waiting.some(({ again }) => again);
  }

  /** Of a worker that has just been made anew. */
  private begin(): void {
    this.loaded = false;
    this.held = null;
    const undone = this.waiting.filter(({ name, sent }) => name === 'undo' && sent);
    for (const { id, reject } of undone) {
      this.settle(id);
      reject(new DeviceError('the engine was restarted meanwhile: look at the history to see whether the event is still there'));
    }
    // One that was not answered yet, a first `load` for one, waits as it is.
    const open = new Set(this.waiting.filter(({ again }) => again).map(({ name }) => name));
    const past = [...this.standing.values()].filter(({ name }) => !open.has(name));
    this.waiting = [...past.map((call) => ({ ...call, again: true, resolve: () => undefined, reject: (error: Error) => this.die(error) })), ...this.waiting];
    for (const call of this.waiting) call.sent = false;
    this.send();
  }

  /** Sends what may be sent: before it has loaded, a worker understands `record` alone; before it is where another was, nothing. */
  private send(): void {
    const { restoring } = this;
    for (const call of this.waiting) {
      if (restoring && !call.again) return;
      if (!this.loaded && call.name !== 'load' && call.name !== 'record') return;
      if (!call.sent) this.worker.post(call.message);
      call.sent = true;
    }
  }

  private answered(id: number, result: unknown): void {
    const call = this.settle(id);
    if (!call) return;
    if (STANDING.includes(call.name)) {
      // The latest is the last.
      this.standing.delete(call.name);
      this.standing.set(call.name, call);
    }
    if (call.name === 'clear') for (const erased of ['setRecording', 'setLearning'] as const) this.standing.delete(erased);
    call.resolve(result as never);
    if (call.name === 'load') this.loaded = true;
    if (call.again || call.name === 'load') this.send();
  }

  private settle(id: number): Call | undefined {
    const call = this.waiting.find((waits) => waits.id === id);
    this.waiting = this.waiting.filter((waits) => waits !== call);
    return call;
  }
}
