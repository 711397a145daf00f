/** The page of the ranking benchmark: holds the model and a worker per contestant. Driven by run-rank.mjs, run-tower.mjs, run-event.mjs. */
import { type Ranked } from '../../src/kernels/scorer.ts';
import { type Contest, type Spec, type Times } from './contestant.ts';
import { contestOf } from './contest.ts';
import { overlap, sameTop } from './same-top.ts';
import { type EventTimes } from './event.ts';
import { type TowerTimes } from './tower.ts';
import { type Call } from './worker.ts';

type Body = Call extends infer C ? (C extends Call ? Omit<C, 'id'> : never) : never;

export interface Opened {
  /** Names this contestant in later calls. */
  id: number;
  note: string;
  sameTop50: boolean;
  /** Share of the reference's items in the lists. */
  recall50: number;
}

/** A ranking as the script can hold it. */
export interface PlainList {
  items: number[];
  scores: number[];
}

const workers = new Map<number, Worker>();
let contest: Contest;
let references: Ranked[];
let lastId = 0;

/** What the script calls. */
export const bench = {
  /** Makes the model of n items; takes or makes, and returns, the lists that all others are compared with. */
  async start(n: number, known: PlainList[] | null): Promise<PlainList[]> {
    contest = contestOf(n);
    if (known) {
      references = known.map(({ items, scores }) => ({ items: Int32Array.from(items), scores: Float32Array.from(scores) }));
      return known;
    }
    const { worker } = await openWorker({ scorer: 'js', threads: 1, stages: 1 });
    references = (await ask(worker, { call: 'lists' })) as Ranked[];
    worker.terminate();
    return references.map(({ items, scores }) => ({ items: [...items], scores: [...scores] }));
  },

  async open(spec: Spec): Promise<Opened> {
    const { worker, note } = await openWorker(spec);
    const lists = (await ask(worker, { call: 'lists' })) as Ranked[];
    const id = ++lastId;
    workers.set(id, worker);
    return {
      id,
      note,
      sameTop50: lists.every((list, user) => sameTop(list, references[user])),
      recall50: lists.reduce((sum, list, user) => sum + overlap(list, references[user]), 0) / lists.length,
    };
  },

  /** Milliseconds of so many rankings; with `wake`, after one that is not timed. */
  async rank(id: number, times: number, wake: boolean): Promise<Times> {
    const worker = workers.get(id);
    if (!worker) throw new Error(`no contestant ${id}`);
    return (await ask(worker, { call: 'rank', times, wake })) as Times;
  },

  close(id: number): void {
    workers.get(id)?.terminate();
    workers.delete(id);
  },

  /** What a click costs the tower; needs no `start`. */
  tower: () => alone('tower') as Promise<TowerTimes>,

  /** What an event costs the worker; needs no `start`. */
  event: () => alone('event') as Promise<EventTimes>,

  /** The GPU the browser offers, or why there is none. */
  async gpu(): Promise<{ name: string; software: boolean }> {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { name: 'none', software: true };
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return { name: [vendor, architecture, description].filter(Boolean).join(' '), software: isFallbackAdapter };
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;

const newWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** In a worker of its own. */
async function alone(call: 'tower' | 'event'): Promise<unknown> {
  const worker = newWorker();
  try {
    return await ask(worker, { call });
  } finally {
    worker.terminate();
  }
}

async function openWorker(spec: Spec): Promise<{ worker: Worker; note: string }> {
  const worker = newWorker();
  try {
    return { worker, note: (await ask(worker, { call: 'open', spec, contest })) as string };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

let calls = 0;

function ask(worker: Worker, body: Body): Promise<unknown> {
  const id = ++calls;
  return new Promise((resolve, reject) => {
    const settle = ({ data }: MessageEvent<{ id: number; value?: unknown; error?: string }>) => {
      if (data.id !== id) return;
      worker.removeEventListener('message', settle);
      if (data.error === undefined) resolve(data.value);
      else reject(new Error(data.error));
    };
    worker.addEventListener('message', settle);
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'the worker failed, perhaps for want of memory')), { once: true });
    worker.postMessage({ id, ...body });
  });
}
