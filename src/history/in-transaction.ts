/** A transaction of idb, of whatever stores. */
interface Transaction {
  readonly done: Promise<void>;
  readonly error: DOMException | null;
  abort(): void;
}

/**
 * Does what `work` does in a transaction, and resolves once that is durable. Where `work` throws, nothing of it stays;
 * where the browser ends the transaction, its own reason is thrown. Of several requests at once each is to be made in a
 * function of its own (`async`): one that throws would leave the others' rejections to nobody.
 */
export async function inTransaction<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  try {
    const [result] = await Promise.all([work(), transaction.done]);
    return result;
  } catch (cause) {
    const reason = transaction.error ?? cause;
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw reason;
  }
}
