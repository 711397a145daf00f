/** The worker's entry: messages in, the engine's calls; states and answers out. */
import { TasteKitError } from '../errors.ts';
import { Engine } from './engine.ts';
import { type CallName, type Calls, type FromWorker, type ToWorker } from './protocol.ts';
import { resumedOptions } from './resumed-options.ts';
import { toWire } from './wire-error.ts';

/** `tastekitParts`: read where the package fetches a file (scripts/package-files.mjs). */
declare const self: DedicatedWorkerGlobalScope & { tastekitParts?: Record<string, string> };

let engine: Engine | null = null;
/** Of the calls that are under way, by their numbers. */
const cancellers = new Map<number, AbortController>();

const send = (message: FromWorker) => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'abort') engine?.abort();
  else if (data.kind === 'ping') send({ kind: 'pong' });
  else if (data.kind === 'look') engine?.look();
  else if (data.kind === 'cancel') cancellers.get(data.id)?.abort();
  else void answer(data);
});

async function answer(call: Extract<ToWorker, { kind: 'call' }>): Promise<void> {
  const canceller = new AbortController();
  cancellers.set(call.id, canceller);
  try {
    send({ kind: 'answer', id: call.id, result: await perform(call, canceller.signal) });
  } catch (error) {
    if (call.name === 'load') send({ kind: 'state', state: { status: 'error', error: toWire(error) } });
    send({ kind: 'failure', id: call.id, error: toWire(error) });
  } finally {
    cancellers.delete(call.id);
  }
}

function perform(call: Extract<ToWorker, { kind: 'call' }>, signal: AbortSignal): Promise<Calls[CallName]['result']> {
  if (call.name === 'load') {
    self.tastekitParts = call.args.parts;
    engine = new Engine(resumedOptions(call.args), (state) => send({ kind: 'state', state }), () => send({ kind: 'settled' }));
    return engine.load();
  }
  if (!engine) throw new TasteKitError('INTERNAL', `the engine was asked to ${call.name} before it was loaded`);
  switch (call.name) {
    case 'record':
      return engine.record(call.args);
    case 'rank':
      return engine.rank(call.args);
    case 'related':
      return engine.related(call.args);
    case 'explain':
      return engine.explain(call.args, signal);
    case 'catalogue':
      return engine.catalogue();
    case 'history':
      return engine.history();
    case 'remove':
      return engine.remove(call.args);
    case 'removeBetween':
      return engine.removeBetween(call.args);
    case 'undo':
      return engine.undo();
    case 'clear':
      return engine.clear();
    case 'setRecording':
      return engine.setRecording(call.args);
    case 'setLearning':
      return engine.setLearning(call.args);
    case 'steer':
      return engine.steer(call.args);
    case 'setConsent':
      return engine.setConsent(call.args);
    case 'stored':
      return engine.stored();
    case 'export':
      return engine.export();
    case 'import':
      return engine.import(call.args);
    case 'close':
      return engine.close();
  }
}
