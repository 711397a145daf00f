import { historyFile } from './history-file.ts';
import { type HistoryFile } from './state.ts';

/** A history as a visitor saves one: small, and with every field there is. */
export function exampleHistory(): Promise<HistoryFile> {
  return historyFile({
    bundle: { name: 'films', digest: 'ab'.repeat(32) },
    events: [
      { id: 3, uid: '1z141z3f5gx', item: 'Alien', type: 'click', time: 1_700_000_000_000, rankingId: 'lx-1', position: 2, shown: ['Heat', 'Brazil'], surface: 'for-you' },
      { id: 4, uid: '2k9d0s8a7b', item: 'Heat', type: 'dismiss', time: 1_700_000_100_000 },
      { id: 9, uid: '3a1b2c3d4e', item: 'Brazil', type: 'like', time: 1_700_000_050_000 },
    ],
    earlier: [{ item: 'Jaws', type: 'view', time: 1_600_000_000_000 }],
    steering: { explore: 0.25, genres: { Drama: -1 }, hidden: ['Psycho'] },
  });
}
