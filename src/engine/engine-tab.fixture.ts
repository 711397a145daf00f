/** An engine as a tab has one, without the tab. */
import { expect } from 'vitest';
import { type VisitorEvent } from '../types.ts';
import { Engine } from './engine.ts';
import { type EngineOptions } from './protocol.ts';
import { type RecommenderState } from './state.ts';

export interface EngineTab {
  engine: Engine;
  /** What it told last; it must be ready. */
  state: () => Extract<RecommenderState, { status: 'ready' }>;
  /** Nothing is left to be learned or loaded. */
  idle: () => Promise<void>;
}

/** Ids of films that the movies bundle has. */
export const FILMS = ['260', '1196', '318', '296', '593', '2571', '527', '356', '480', '110', '1', '589'];

export const like = (item: string, time = 1): VisitorEvent => ({ item, type: 'like', time, uid: `${item}-${time}` });

const open: EngineTab[] = [];
let namespaces = 0;

export function newNamespace(): string {
  return `tab-${Date.now()}-${namespaces++}`;
}

export async function openTab(namespace: string, options: Partial<EngineOptions> & { bundleName?: string } = {}): Promise<EngineTab> {
  const { bundleName = 'movies', ...rest } = options;
  const states: RecommenderState[] = [];
  let settled = false;
  const engine = new Engine(
    { bundle: new URL(`/bundles/${bundleName}/`, location.href).href, namespace, backend: 'wasm', limit: 20, ...rest },
    (state) => states.push(state),
    () => (settled = true),
  );
  await engine.load();
  const state = () => {
    const latest = states.at(-1);
    if (latest?.status !== 'ready') throw new Error(`expected a ready state, got ${latest?.status}`);
    return latest;
  };
  const idle = async () => {
    await expect.poll(() => settled, { timeout: 45_000 }).toBe(true);
    await expect.poll(() => state().learning.status, { timeout: 45_000 }).toMatch(/^(ready|off)$/);
    await expect.poll(() => state().learning.rebuild, { timeout: 45_000 }).toBeNull();
  };
  return { engine, state, idle };
}

/** One that has nothing left to load: tabs of one page share a TensorFlow.js, which begins once. */
export async function idleTab(...args: Parameters<typeof openTab>): Promise<EngineTab> {
  const opened = await openTab(...args);
  await opened.idle();
  open.push(opened);
  return opened;
}

/** All that `idleTab` opened. */
export async function closeTabs(): Promise<void> {
  await Promise.all(open.splice(0).map(({ engine }) => engine.close()));
}

/** The list as it would be made now: ids and scores, which tell two personal parts apart. */
export async function listOf({ engine }: EngineTab): Promise<{ id: string; score: number }[]> {
  const { items } = await engine.rank({ surface: 'test', exclude: [] });
  return items.map(({ item, score }) => ({ id: item.id, score }));
}
