import { type HistoryStore } from './history-store.ts';

/** What the visitor set. The other settings are about events that are not those of the other store. */
const VISITORS_OWN = ['consent', 'learning', 'recording', 'steering'] as const;

/** What the visitor set in one store holds of another from here on. @throws StorageError */
export async function handOverSettings(from: HistoryStore, to: HistoryStore): Promise<void> {
  for (const name of VISITORS_OWN) {
    const value = await from.getSetting(name);
    if (value !== undefined) await to.putSetting(name, value);
  }
}
