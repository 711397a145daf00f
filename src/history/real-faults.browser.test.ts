/** What no page can bring about, brought about in a real browser by its developer tools. */
import { afterEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { click } from './history-contract.ts';
import { ResilientHistory } from './resilient-history.ts';

const { origin } = location;
let history: ResilientHistory;

const open = async () => (history = await ResilientHistory.open({ namespace: 'faults-test', clock: Date.now }));
/** It also forgets how much room there was, which Chromium otherwise remembers for half a minute. */
const eraseSite = () => cdp().send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
const haveRoom = (quotaSize?: number) => cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize });

afterEach(async () => {
  await haveRoom();
  history.close();
});

test('a full disk: events wait in memory, and are saved once there is room @faults', async () => {
  await eraseSite();
  await haveRoom(1);
  await open();
  const events = [await history.append(click('1')), await history.append(click('2'))];
  expect(history.unsaved).toBe(2);
  expect(history.trouble).toMatchInlineSnapshot(`
    {
      "code": "storage-unsaved",
      "message": "This device is full, so what you did last is not saved yet; free some space and keep this page open.",
    }
  `);
  expect(await history.events()).toEqual(events);
  expect(await history.heal()).toBe(false);
  await haveRoom();
  expect(await history.heal()).toBe(true);
  expect(await history.events()).toEqual(events.map((event, i) => ({ ...event, id: i + 1 })));
  expect(history.unsaved).toBe(0);
  expect(history.trouble).toBeUndefined();
});

test('the browser erases the site under a running page: nothing comes back, and it goes on @faults', async () => {
  await open();
  await history.append(click('1'));
  await eraseSite();
  expect(await history.eventIds()).toEqual([]);
  const stored = await history.append(click('2'));
  expect(await history.events()).toEqual([stored]);
  expect(history.trouble).toBeUndefined();
});
