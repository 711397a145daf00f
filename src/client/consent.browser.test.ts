/** Whether a visitor's history may be kept: real worker, real IndexedDB, real bundle. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRecommender } from './create-recommender.ts';
import { type ConsentMode, type ConsentState, type Recommender } from './recommender.ts';

const open: Recommender[] = [];
let namespaces = 0;

afterEach(async () => {
  await Promise.all(open.splice(0).map((recommender) => recommender.close()));
});

const newNamespace = () => `consent-${Date.now()}-${namespaces++}`;

async function visit(namespace: string, consent: ConsentMode, honourGpc?: boolean): Promise<Recommender> {
  const recommender = createRecommender({ bundle: '/bundles/movies/', backend: 'wasm', namespace, consent, honourGpc });
  open.push(recommender);
  await recommender.ready;
  return recommender;
}

/** Ends a visit, as closing the page would. */
async function leave(recommender: Recommender): Promise<void> {
  await recommender.close();
  open.splice(open.indexOf(recommender), 1);
}

function stateOf(recommender: Recommender): { consent: ConsentState; events: number; kind: string; shown: string[] } {
  const state = recommender.getState();
  if (state.status !== 'ready') throw new Error(`expected a ready state, got ${state.status}`);
  return { consent: state.consent, events: state.storage.events, kind: state.storage.kind, shown: state.ranking.items.map(({ item }) => item.id) };
}

it('while nobody has answered, nothing is recorded, and the list is a newcomer’s', async () => {
  const recommender = await visit(newNamespace(), 'ask');
  const before = stateOf(recommender);
  expect(before).toMatchObject({ consent: 'unanswered', kind: 'memory' });
  await recommender.record({ item: before.shown[0], type: 'like' });
  expect(stateOf(recommender)).toEqual(before);
  expect(await recommender.history.list()).toEqual([]);
});

it('granted: it is kept from there on, and remembered; taken back: it is neither read nor added to', async () => {
  const namespace = newNamespace();
  const first = await visit(namespace, 'ask');
  await first.setConsent('granted');
  const [liked] = stateOf(first).shown;
  await first.record({ item: liked, type: 'like' });
  expect(stateOf(first)).toMatchObject({ consent: 'granted', events: 1, kind: 'indexeddb' });
  const personal = stateOf(first).shown;
  await leave(first);

  const second = await visit(namespace, 'ask');
  expect(stateOf(second)).toMatchObject({ consent: 'granted', events: 1 });
  expect(stateOf(second).shown).toEqual(personal);
  await second.setConsent('off');
  const off = stateOf(second);
  expect(off).toMatchObject({ consent: 'off', events: 0, kind: 'memory' });
  expect(off.shown).not.toEqual(personal);
  await second.record({ item: off.shown[1], type: 'like' });
  expect(stateOf(second).events).toBe(0);
  await leave(second);

  const third = await visit(namespace, 'ask');
  expect(stateOf(third)).toMatchObject({ consent: 'off', events: 0 });
  await third.setConsent('granted');
  expect(stateOf(third)).toMatchObject({ consent: 'granted', events: 1 });
  expect(stateOf(third).shown).toEqual(personal);
});

it('for this visit alone: it works, and nothing stays; granted in the middle, what was done stays', async () => {
  const namespace = newNamespace();
  const first = await visit(namespace, 'session-only');
  const newcomer = stateOf(first).shown;
  await first.record({ item: newcomer[0], type: 'like' });
  await first.steer({ genres: { Horror: -2 } });
  expect(stateOf(first)).toMatchObject({ consent: 'session-only', events: 1, kind: 'memory' });
  expect(stateOf(first).shown).not.toEqual(newcomer);
  await leave(first);

  const second = await visit(namespace, 'session-only');
  expect(stateOf(second)).toMatchObject({ events: 0, shown: newcomer });
  await second.record({ item: newcomer[1], type: 'like' });
  await second.setConsent('granted');
  expect(stateOf(second)).toMatchObject({ events: 1, kind: 'indexeddb' });
  await leave(second);

  const third = await visit(namespace, 'granted');
  expect((await third.history.list()).map(({ itemId }) => itemId)).toEqual([newcomer[1]]);
});

describe('Global Privacy Control', () => {
  const gpc = (on: boolean) => Object.defineProperty(navigator, 'globalPrivacyControl', { value: on, configurable: true });
  afterEach(() => Reflect.deleteProperty(navigator, 'globalPrivacyControl'));

  it('honoured, keeps a history for this visit only, until the visitor says otherwise', async () => {
    gpc(true);
    const namespace = newNamespace();
    const first = await visit(namespace, 'granted', true);
    await first.record({ item: stateOf(first).shown[0], type: 'like' });
    expect(stateOf(first)).toMatchObject({ consent: 'session-only', events: 1, kind: 'memory' });
    await leave(first);
    const second = await visit(namespace, 'granted', true);
    expect(stateOf(second)).toMatchObject({ consent: 'session-only', events: 0 });
    await second.setConsent('granted');
    await second.record({ item: stateOf(second).shown[0], type: 'like' });
    expect(stateOf(second)).toMatchObject({ consent: 'granted', events: 1, kind: 'indexeddb' });
  });

  it('does nothing where the site does not honour it, where it is off, and where the visitor is asked', async () => {
    gpc(true);
    expect(stateOf(await visit(newNamespace(), 'granted'))).toMatchObject({ consent: 'granted', kind: 'indexeddb' });
    expect(stateOf(await visit(newNamespace(), 'ask', true))).toMatchObject({ consent: 'unanswered' });
    expect(stateOf(await visit(newNamespace(), 'off', true))).toMatchObject({ consent: 'off' });
    gpc(false);
    expect(stateOf(await visit(newNamespace(), 'granted', true))).toMatchObject({ consent: 'granted', kind: 'indexeddb' });
  });
});

it('another answer is refused by name', async () => {
  const recommender = await visit(newNamespace(), 'off');
  await expect(recommender.setConsent('maybe' as 'off')).rejects.toThrowErrorMatchingInlineSnapshot(
    `[OptionError: consent: expected granted, session-only, off, or as an option also ask, got "maybe"]`,
  );
});

it('a newcomer’s list can be had beside one’s own', async () => {
  const recommender = await visit(newNamespace(), 'granted');
  const { shown } = stateOf(recommender);
  await recommender.record({ item: shown[0], type: 'like' });
  const { items, events } = await recommender.rank({ newcomer: true });
  expect(items.map(({ item }) => item.id)).toEqual(shown);
  expect(events).toBe(0);
});

it('a list can be more varied than the visitor asked for, until they ask', async () => {
  const recommender = await visit(newNamespace(), 'granted');
  const ids = async (explore?: number) => (await recommender.rank({ explore })).items.map(({ item }) => item.id);
  const plain = await ids();
  expect(await ids(0)).toEqual(plain);
  expect(await ids(1)).not.toEqual(plain);
  await recommender.steer({ explore: 0.25 });
  expect(await ids(1)).toEqual(await ids());
  await expect(ids(2)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: explore: expected a number from 0 to 1, got 2]`);
});

it('what is stored can be seen whole, and the history taken along', async () => {
  const recommender = await visit(newNamespace(), 'granted');
  await recommender.settled;
  const [liked] = stateOf(recommender).shown;
  await recommender.record({ item: liked, type: 'like', time: 5 });
  await recommender.hide('32');
  const records = await recommender.history.stored();
  const state = recommender.getState();
  if (state.status !== 'ready') throw new Error('expected a ready state');
  expect(records.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(state.storage.bytes);
  expect(records.filter(({ store }) => store === 'events')).toMatchObject([{ value: { item: liked, type: 'like', time: 5 } }]);
  expect(records.find(({ key }) => key === 'steering')?.value).toMatchObject({ hidden: ['32'] });
  expect(records.find(({ store }) => store === 'current')?.value).toMatchObject({ personal: { float32: expect.any(Number) as number } });
  expect(await recommender.history.export()).toEqual({
    format: 'tastekit-history',
    version: 1,
    bundle: { name: state.bundle.name, digest: state.bundle.digest },
    events: [{ id: expect.any(Number) as number, item: liked, type: 'like', time: 5, uid: expect.stringMatching(/^[0-9a-z]{8,16}$/) as string }],
    earlier: [],
    steering: state.steering,
    digest: expect.stringMatching(/^sha256-[0-9a-f]{64}$/) as string,
  });
});
