import { type Refusal } from './refused-error.ts';

/** What is wrong with the storage, for the visitor: one plain sentence that says what to do. */
export interface StorageTrouble {
  /** Everything is in memory, or what was done last is. */
  code: 'storage-memory' | 'storage-unsaved';
  message: string;
}

// Nobody is told to reload as long as it can be saved without: that would lose what is in memory.

const IN_MEMORY: Record<Refusal, string> = {
  none: 'This browser keeps nothing for this site, so what you do here is forgotten when the page closes; allow the site to store data to change that.',
  older: 'Another tab of this site is out of date, so what you do here is forgotten when the page closes; close the site’s other tabs.',
  newer: 'This page is out of date, so what you do here is forgotten when it closes; reload it.',
  full: 'This device is full, so what you do here is forgotten when the page closes; free some space.',
  other: 'Your history cannot be opened now; keep this page open, it is tried again, and what you do here is forgotten if it closes before.',
};

const UNSAVED: Record<Refusal, string> = {
  none: 'This browser has stopped keeping things for this site, so what you did last is forgotten when the page closes; allow the site to store data.',
  older: 'Another tab of this site is out of date, so what you did last is not saved yet; close the site’s other tabs and keep this one open.',
  newer: 'This page is out of date, so what you did last cannot be saved; reload it.',
  full: 'This device is full, so what you did last is not saved yet; free some space and keep this page open.',
  other: 'What you did last is not saved yet; keep this page open, it is tried again.',
};

export function storageTrouble(code: StorageTrouble['code'], refusal: Refusal): StorageTrouble {
  return { code, message: (code === 'storage-memory' ? IN_MEMORY : UNSAVED)[refusal] };
}
