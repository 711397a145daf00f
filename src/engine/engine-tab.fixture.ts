/** An engine as a tab has one, without the tab. */
import { expect } from 'vitest';
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

/** The list as it would be made now: ids and scores, which tell two personal parts apart. */
export async function listOf({ engine }: EngineTab): Promise<{ id: string; score: number }[]> {
  const { items } = await engine.rank({ surface: 'test', exclude: [] });
  return items.map(({ item, score }) => ({ id: item.id, score }));
}
