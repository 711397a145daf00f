import { type KeptRecord } from '../history/history-store.ts';
import { recordBytes } from '../history/record-bytes.ts';
import { type StoredRecord } from './state.ts';

/** Everything kept, for a visitor to read: arrays of numbers are told by their length. */
export function storedRecords(records: readonly KeptRecord[]): StoredRecord[] {
  return records.map(({ store, key, value }) => ({
    store,
    key,
    // A setting is measured with its name, which is no field of it.
    bytes: recordBytes(store === 'settings' ? { [key]: value } : value),
    value: JSON.parse(JSON.stringify(value, summarised)) as unknown,
  }));
}

function summarised(_key: string, value: unknown): unknown {
  return value instanceof Float32Array ? { float32: value.length } : value;
}
