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
  // The engine has a method for each call, which `Answering` sees to.
  const work = engine[call.name] as (args: unknown, signal: AbortSignal) => Promise<Calls[CallName]['result']>;
  return work.call(engine, call.args, signal);
}
