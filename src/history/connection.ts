import { StorageError } from '../errors.ts';
import { openDatabase, type OpenDatabaseOptions } from './open-database.ts';
import { refusalOf, RefusedError } from './refused-error.ts';
import { type HistoryDatabase } from './schema.ts';
import { isFull, wording } from './wording.ts';

/**
 * What a browser says when it has dropped a connection: Safari in background tabs, any of them when the visitor deletes
 * a site's data, or a device wakes up. A transaction that nobody here aborted is aborted by that, too.
 */
const DROPPED = new Set(['InvalidStateError', 'UnknownError', 'AbortError', 'TransactionInactiveError']);

/** A connection to the database that comes back by itself. */
export class Connection {
  readonly #options: OpenDatabaseOptions;
  /** The one in use, being opened, or given up but not over: while the browser still thinks it is not asked again. */
  #opened: Promise<HistoryDatabase> | null = null;
  #closed = false;

  constructor(options: OpenDatabaseOptions) {
    this.#options = options;
  }

  /** Without it, the first `run` opens. @throws StorageError */
  async open(): Promise<void> {
    await this.#open();
  }

  /**
   * Does `work`. Where the browser dropped the connection, it is opened anew and `work` is done once more: it must not
   * matter whether the first time had an effect. `what` completes "could not …".
   * @throws StorageError in plain words
   */
  async run<T>(what: string, work: (database: HistoryDatabase) => Promise<T>): Promise<T> {
    try {
      return await this.#twice(work);
    } catch (cause) {
      if (this.#closed) throw new StorageError(`could not ${what}: the history is closed.`, { cause });
      const full = isFull(cause);
      const advice = full ? ' The storage of this browser is full: free some space, or erase the history.' : '';
      const reason = cause instanceof StorageError ? cause.message : `${wording(cause)}.${advice}`;
      throw new RefusedError(full ? 'full' : refusalOf(cause), `could not ${what}: ${reason}`, { cause });
    }
  }

  /** Everything durable stays. */
  close(): void {
    this.#closed = true;
    this.#opened?.then((database) => database.close()).catch(() => undefined);
  }

  async #twice<T>(work: (database: HistoryDatabase) => Promise<T>): Promise<T> {
    const opened = this.#open();
    const database = await opened;
    try {
      return await work(database);
    } catch (cause) {
      if (this.#closed || !(cause instanceof DOMException && DROPPED.has(cause.name))) throw cause;
      database.close();
      this.#forget(opened);
      return work(await this.#open());
    }
  }

  #open(): Promise<HistoryDatabase> {
    if (this.#closed) return Promise.reject(new StorageError('the history is closed.'));
    if (this.#opened) return this.#opened;
    // A task of its own, so that it has a name by the time it may end.
    const opened: Promise<HistoryDatabase> = Promise.resolve().then(() => openDatabase({ ...this.#options, onEnd: () => this.#forget(opened) }));
    this.#opened = opened;
    return opened;
  }

  #forget(opened: Promise<HistoryDatabase>): void {
    if (this.#opened === opened) this.#opened = null;
  }
}
