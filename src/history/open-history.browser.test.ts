import { deleteDB } from 'idb';
import { expect, test } from 'vitest';
import { click, historyContract, snapshot } from './history-contract.ts';
import { openHistory } from './open-history.ts';

const namespace = 'browser-test';

historyContract('IndexedDbHistory in a real browser', async () => {
  await deleteDB(`tastekit:${namespace}`);
  return openHistory({ namespace });
});

test('everything is there again after closing and opening', async () => {
  await deleteDB(`tastekit:${namespace}`);
  const first = await openHistory({ namespace });
  const events = [await first.append(click('1')), await first.append(click('2'))];
  await first.putSnapshot(snapshot({}));
  await first.putCurrent(snapshot({}));
  await first.putSetting('learning', false);
  const bytes = await first.bytes();
  first.close();

  const again = await openHistory({ namespace });
  expect(await again.events()).toEqual(events);
  expect(await again.snapshots('b', 'wasm')).toEqual([snapshot({})]);
  expect(await again.current('b', 'wasm')).toEqual(snapshot({}));
  expect(await again.getSetting('learning')).toBe(false);
  expect(await again.bytes()).toBe(bytes);
  again.close();
});
