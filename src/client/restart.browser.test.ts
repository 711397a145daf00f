/** A worker that dies: a real one, with a real history. Only the ticks of the watch over it come faster. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecommender } from './create-recommender.ts';
import { type Death } from './mortal-worker.fixture.ts';
import { type Recommender, type RecommenderOptions, type RecommenderState } from './recommender.ts';

const open: Recommender[] = [];
let visits = 0;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((recommender) => recommender.close()));
});

/** A visit whose workers can be ended one after another. */
async function visit(options: Partial<RecommenderOptions> = {}) {
  const namespace = `mortal-${Date.now()}-${visits++}`;
  const workers: string[] = [];
  const worker = () => {
    const name = `${namespace}-${workers.length}`;
    workers.push(name);
    return new Worker(new URL('./mortal-worker.fixture.ts', import.meta.url), { type: 'module', name });
  };
  const recommender = createRecommender({ bundle: '/bundles/movies/', backend: 'wasm', namespace, worker, ...options });
  open.push(recommender);
  const seen: RecommenderState[] = [];
  recommender.subscribe(() => seen.push(recommender.getState()));
  await recommender.ready;
  seen.length = 0;
  /** Resolves as it happens: what is asked from then on is not answered. */
  const end = (death: Death) => {
    const channel = new BroadcastChannel(workers.at(-1) as string);
    return new Promise<void>((resolve) => {
      channel.onmessage = () => {
        channel.close();
        resolve();
      };
      channel.postMessage(death);
    });
  };
  return { recommender, workers, seen, end };
}

/** Lets ticks pass until another worker has been made. Between two of them there is time to answer. */
function untilRestarted(workers: { readonly length: number }): Promise<void> {
  const before = workers.length;
  return vi.waitFor(() => {
    vi.advanceTimersByTime(5000);
    expect(workers.length).toBe(before + 1);
  }, { timeout: 10_000, interval: 100 });
}

const idsOf = async ({ history }: Recommender) => (await history.list()).map(({ itemId }) => itemId).toReversed();
const codesOf = (state: RecommenderState) => (state.status === 'ready' ? state.notices.map(({ code }) => code) : []);

describe.each(['blocks', 'closes'] as const)('a worker that %s', (death) => {
  it('is made anew: what was done before, meanwhile and after is kept once each, in order; the page keeps its list @faults', async () => {
    const { recommender, workers, seen, end } = await visit();
    const ids = (await recommender.rank({ limit: 24 })).items.map(({ item }) => item.id);
    for (const item of ids.slice(0, 3)) await recommender.record({ item, type: 'click' });
    // Some of these are durable, and nobody has heard of it.
    const under = ids.slice(3, 20).map((item) => recommender.record({ item, type: 'click' }));
    await under[4];
    await end(death);
    const late = ids.slice(20, 22).map((item) => recommender.record({ item, type: 'click' }));
    const related = recommender.related(ids[0], { limit: 3 });
    await untilRestarted(workers);
    await Promise.all([...under, ...late]);
    expect((await related).items).toHaveLength(3);
    await recommender.record({ item: ids[22], type: 'click' });
    expect(await idsOf(recommender)).toEqual(ids.slice(0, 23));
    expect(seen.map(({ status }) => status).filter((status) => status !== 'ready')).toEqual([]);
    const events = seen.flatMap((state) => (state.status === 'ready' ? [state.ranking.events] : []));
    expect(events).toEqual(events.toSorted((a, b) => a - b));
    expect(codesOf(recommender.getState())).toEqual(['engine-restarted']);
    await recommender.settled;
    expect(workers).toHaveLength(2);
  });
});

it('dies while it loads: the first list comes from the next one @faults', async () => {
  const namespace = `mortal-${Date.now()}-${visits++}`;
  const made: Worker[] = [];
  const silent = () => new Worker(URL.createObjectURL(new Blob(['postMessage({ kind: "pong" })'], { type: 'text/javascript' })));
  const worker = () => {
    made.push(made.length === 0 ? silent() : new Worker(new URL('./mortal-worker.fixture.ts', import.meta.url), { type: 'module', name: namespace }));
    return made[made.length - 1];
  };
  const recommender = createRecommender({ bundle: '/bundles/movies/', backend: 'wasm', namespace, worker });
  open.push(recommender);
  const recorded = recommender.record({ item: '1', type: 'like' });
  await untilRestarted(made);
  await recommender.ready;
  await recorded;
  expect(await idsOf(recommender)).toEqual(['1']);
});

it('an undo under way is refused, since it might take back another event @faults', async () => {
  const { recommender, workers, end } = await visit();
  await recommender.record({ item: '1', type: 'like' });
  await end('closes');
  const undone = recommender.history.undo().catch((error: unknown) => error);
  await untilRestarted(workers);
  expect(await undone).toMatchObject({ code: 'DEVICE', message: 'the engine was restarted meanwhile; the history tells whether the event is still there' });
  expect(await idsOf(recommender)).toEqual(['1']);
});

it('what the visitor said in this visit still holds, though it is written down nowhere @faults', async () => {
  const { recommender, workers, seen, end } = await visit({ consent: 'granted', learning: true });
  await recommender.record({ item: '1', type: 'like' });
  await recommender.setConsent('off');
  await recommender.setLearning(false);
  await recommender.setRecording(false);
  seen.length = 0;
  await end('blocks');
  const recorded = recommender.record({ item: '2', type: 'like' });
  await untilRestarted(workers);
  await recorded;
  expect(recommender.getState()).toMatchObject({ consent: 'off', recording: false, learning: { status: 'off' }, storage: { events: 0 } });
  for (const state of seen) expect(state).toMatchObject({ consent: 'off', recording: false, learning: { status: 'off' } });
  await recommender.setConsent('granted');
  expect(await idsOf(recommender)).toEqual(['1']);
});

it('an exception that nobody caught ends nothing @faults', async () => {
  const { recommender, workers, seen, end } = await visit();
  await end('throws');
  await recommender.record({ item: '1', type: 'like' });
  // Asked, it answers; no tick finds it silent.
  for (let tick = 0; tick < 6; tick++) {
    vi.advanceTimersByTime(5000);
    await recommender.related('1', { limit: 1 });
  }
  await recommender.record({ item: '2', type: 'like' });
  expect(await idsOf(recommender)).toEqual(['1', '2']);
  expect(workers).toHaveLength(1);
  expect(seen.every(({ status }) => status === 'ready')).toBe(true);
});

it('the fourth death of a visit is an error, and whoever waits hears of it @faults', async () => {
  const { recommender, workers, end } = await visit();
  for (let deaths = 1; deaths <= 3; deaths++) {
    await end('closes');
    const recorded = recommender.record({ item: String(deaths), type: 'like' });
    await untilRestarted(workers);
    await recorded;
    expect(workers).toHaveLength(deaths + 1);
  }
  await end('closes');
  const refused = recommender.rank().catch((error: unknown) => error);
  await vi.waitFor(() => {
    vi.advanceTimersByTime(5000);
    expect(recommender.getState().status).toBe('error');
  }, { timeout: 10_000, interval: 100 });
  expect(await refused).toMatchObject({ code: 'DEVICE', message: 'the worker stops answering again and again; reload the page' });
  await expect(recommender.record({ item: '4', type: 'like' })).rejects.toMatchObject({ code: 'DEVICE' });
});
