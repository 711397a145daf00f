/** What no page can bring about, brought about in a real browser by its developer tools. */
import { afterEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { click } from './history-contract.ts';
import { ResilientHistory } from './resilient-history.ts';

const { origin } = location;
let history: ResilientHistory;

const open = async () => (history = await ResilientHistory.open({ namespace: 'faults-test', clock: Date.now }));
const eraseSite = () => cdp().send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
const haveRoom = (quotaSize?: number) => cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize });

afterEach(async () => {
  await haveRoom();
  history.close();
});

test('a full disk at the very first visit: everything is in memory until there is room @faults', async () => {
  await eraseSite();
  await haveRoom(1);
  await open();
  const event = await history.append(click('1'));
  expect(history.trouble).toMatchInlineSnapshot(`
    {
      "code": "storage-memory",
      "message": "This device is full, so what you do here is forgotten when the page closes; free some space.",
    }
  `);
  expect(await history.heal(true)).toBe(false);
  await haveRoom();
  expect(await history.heal(true)).toBe(true);
  const [saved] = await history.events();
  expect(saved).toEqual({ ...event, id: saved.id });
  expect(history.kind).toBe('indexeddb');
});

test('the browser erases the site under a running page: nothing comes back, and it goes on @faults', async () => {
  await open();
  const erased = await history.append(click('1'));
  await eraseSite();
  expect(await history.eventIds()).toEqual([]);
  const stored = await history.append(click('2'));
  expect(stored.id).not.toBe(erased.id);
  expect(await history.events()).toEqual([stored]);
  expect(history.trouble).toBeUndefined();
});
