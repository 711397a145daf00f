import { StorageError } from '../errors.ts';
import { openDatabase, type OpenDatabaseOptions } from './open-database.ts';
import { type HistoryDatabase } from './schema.ts';
import { wording } from './wording.ts';

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

  private constructor(options: OpenDatabaseOptions) {
    this.#options = options;
  }

  /** @throws StorageError where it cannot be opened the first time */
  static async open(options: OpenDatabaseOptions): Promise<Connection> {
    const connection = new Connection(options);
    await connection.#open();
    return connection;
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
      const reason = this.#closed ? 'the history is closed.' : cause instanceof StorageError ? cause.message : `${wording(cause)}.${advice(cause)}`;
      throw new StorageError(`could not ${what}: ${reason}`, { cause });
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

function advice(cause: unknown): string {
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
  return full ? ' The storage of this browser is full: free some space, or erase the history.' : '';
}
