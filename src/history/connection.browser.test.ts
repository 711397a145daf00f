/** Connections that the browser drops, as far as a page can bring it about. */
import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { click } from './history-contract.ts';
import { type HistoryStore } from './history-store.ts';
import { openHistory } from './open-history.ts';

const namespace = 'connection-test';
/** What the history opened, in this order. */
let connections: IDBOpenDBRequest[];
let history: HistoryStore;

beforeEach(async () => {
  await deleteDB(`tastekit:${namespace}`);
  connections = [];
  const factory = {
    open: (...given: Parameters<IDBFactory['open']>) => {
      const request = indexedDB.open(...given);
      connections.push(request);
      return request;
    },
  } as IDBFactory;
  history = await openHistory({ namespace, indexedDB: factory });
});

afterEach(() => {
  vi.restoreAllMocks();
  history.close();
});

test('a connection that was closed behind its back is opened anew @faults', async () => {
  const first = await history.append(click('1'));
  connections[0].result.close();
  const second = await history.append(click('2'));
  expect(await history.events()).toEqual([first, second]);
  expect(connections).toHaveLength(2);
});

test('several calls at once open it anew once @faults', async () => {
  connections[0].result.close();
  const stored = await Promise.all(['1', '2', '3'].map((item) => history.append(click(item))));
  expect(await history.events()).toEqual(stored);
  expect(connections).toHaveLength(2);
});

test('after the close event the next call opens it anew @faults', async () => {
  connections[0].result.close();
  connections[0].result.dispatchEvent(new Event('close'));
  await history.append(click('1'));
  expect(connections).toHaveLength(2);
});

test('a transaction that was aborted from outside is done again, and its event is kept once @faults', async () => {
  abortAfterAdd(1);
  const stored = await history.appendAll([click('1'), click('2')]);
  expect(await history.events()).toEqual(stored);
  expect(stored).toHaveLength(2);
  expect(connections).toHaveLength(2);
});

test('an event that was kept though the browser said otherwise is kept once @faults', async () => {
  const { done } = breakAfterCommit();
  const stored = await history.append(click('1'));
  expect(done()).toBe(true);
  expect(await history.events()).toEqual([stored]);
});

test('a second refusal is told, and nothing was kept @faults', async () => {
  abortAfterAdd(2);
  await expect(history.append(click('1'))).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not save what you did: AbortError: The transaction was aborted, so the request cannot be fulfilled.]`);
  expect(await history.events()).toEqual([]);
  expect(connections).toHaveLength(2);
});

test('Safari in the background: a lost server is asked once more @faults', async () => {
  const asked = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementationOnce(() => {
    throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError');
  });
  const event = await history.append(click('1'));
  expect(await history.events()).toEqual([event]);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(connections).toHaveLength(2);
});

test('a full disk is told at once, and in the middle of several events none is kept @faults', async () => {
  const add = own(IDBObjectStore.prototype, 'add');
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(add).mockImplementationOnce(() => {
    throw new DOMException('Encountered full disk while opening backing store for indexedDB.open.', 'QuotaExceededError');
  });
  await expect(history.appendAll([click('1'), click('2')])).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not save what you did: QuotaExceededError: Encountered full disk while opening backing store for indexedDB.open. The storage of this browser is full: free some space, or erase the history.]`);
  expect(await history.events()).toEqual([]);
  expect(connections).toHaveLength(1);
});

test('a removal whose answer got lost says that there was something to remove @faults', async () => {
  const [{ id }, { time }] = await history.appendAll([click('1'), { ...click('2'), time: 7 }]);
  breakAfterCommit();
  expect(await history.remove(id)).toBe(true);
  breakAfterCommit();
  expect(await history.removeBetween(time, time + 1)).toBe(1);
  expect(await history.events()).toEqual([]);
});

test('a database that was deleted under a running page is not put back, and can be used @faults', async () => {
  await history.append(click('1'));
  await deleteDB(`tastekit:${namespace}`);
  expect(await history.eventIds()).toEqual([]);
  const stored = await history.append(click('2'));
  expect(await history.events()).toEqual([stored]);
});

test('closed, it stays closed @faults', async () => {
  history.close();
  connections[0].result.dispatchEvent(new Event('close'));
  await expect(history.events()).rejects.toThrow('could not read the history: the history is closed.');
  expect(connections).toHaveLength(1);
});

/** So many times the next `add` is followed by the end of its transaction, as if the browser had ended it. */
function abortAfterAdd(times: number): void {
  const add = own(IDBObjectStore.prototype, 'add');
  const spy = vi.spyOn(IDBObjectStore.prototype, 'add');
  for (let i = 0; i < times; i++) {
    spy.mockImplementationOnce(function (this: IDBObjectStore, ...given) {
      const request = add.apply(this, given);
      this.transaction.abort();
      return request;
    });
  }
}

/** Of the next transaction the page hears that it was aborted, after it was committed. */
function breakAfterCommit(): { done: () => boolean } {
  const transaction = own(IDBDatabase.prototype, 'transaction');
  let committed = false;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase, ...given) {
    const made = transaction.apply(this, given);
    made.addEventListener('complete', (event) => {
      event.stopImmediatePropagation();
      committed = true;
      made.dispatchEvent(new Event('abort'));
    });
    return made;
  });
  return { done: () => committed };
}

/** A method as the browser has it. */
function own<T extends object, K extends keyof T>(prototype: T, name: K): T[K] {
  return prototype[name];
}
