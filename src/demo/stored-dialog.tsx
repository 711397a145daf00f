import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Recommender, type StoredRecord } from '../client/recommender.ts';
import { messageOf } from '../errors.ts';
import { bytesWords, plural, sentence } from './words.ts';

const STORES: Record<StoredRecord['store'], { title: string; words: string }> = {
  events: { title: 'What you did', words: 'Each thing as you did it. What is learned is made from this, and could be made again.' },
  earlier: { title: 'Long ago', words: 'Of what you did before that only the items are left, so that they are not shown again.' },
  current: { title: 'What it has learned', words: 'The part of the model that is yours: a row of numbers.' },
  snapshots: { title: 'What it had learned before', words: 'Kept at times, so that something can be forgotten without learning everything again.' },
  settings: { title: 'Settings', words: 'How you steer, your last list, and how fast this device is.' },
};
const ORDER = ['events', 'earlier', 'current', 'snapshots', 'settings'] as const;

export interface StoredDialogProps {
  recommender: Recommender;
  /** Another one: something may be stored otherwise. */
  version: string;
  /** Kept when the page is closed. */
  lasting: boolean;
  /** So many things the visitor did are in memory only, so far. */
  unsaved: number;
  onClose: () => void;
}

/** Everything this page keeps on the device, record by record, as it is. */
export function StoredDialog({ recommender, version, lasting, unsaved, onClose }: StoredDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const found = useStored(recommender, version);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const records = found?.records ?? [];
  const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
  return (
    <dialog ref={dialog} className="item-dialog stored" data-testid="stored" aria-labelledby="stored" closedby="any" onClose={onClose}>
      <div className="stored-sheet">
        <button type="button" className="close" onClick={() => dialog.current?.close()}>
          Close
        </button>
        <h2 id="stored" tabIndex={-1}>
          Everything stored about you
        </h2>
        <p className="stored-sum" role="status">
          {found?.fault ?? (found && storedSum(records.length, bytes, lasting, unsaved))}
        </p>
        {ORDER.map((store) => (
          <Store key={store} store={store} records={records.filter((record) => record.store === store)} />
        ))}
        <p className="stored-note">Beside it the browser keeps the model’s own files, the same for everybody.</p>
      </div>
    </dialog>
  );
}

function storedSum(count: number, bytes: number, lasting: boolean, unsaved: number): string {
  if (count === 0) return 'Nothing.';
  return `${plural(count, 'record')}, ${bytesWords(bytes)}, ${lasting ? 'in this browser’s own database (IndexedDB) and nowhere else' : 'in memory until you close this page'}.${unsaved > 0 ? ` The latest ${plural(unsaved, 'thing')} you did ${unsaved === 1 ? 'is' : 'are'} in memory only, until the browser takes them.` : ''}`;
}

function Store({ store, records }: { store: StoredRecord['store']; records: readonly StoredRecord[] }) {
  if (records.length === 0) return null;
  const { title, words } = STORES[store];
  return (
    <section className="stored-store" aria-labelledby={`stored-${store}`}>
      <h3 id={`stored-${store}`}>{title}</h3>
      <p>{words}</p>
      <ul>
        {records.map((record) => (
          <li key={record.key}>
            <details data-testid="stored-record" data-store={store} data-key={record.key}>
              <summary>
                <span className="stored-key">{record.key}</span>
                <span className="stored-bytes">{bytesWords(record.bytes)}</span>
              </summary>
              <pre>{JSON.stringify(record.value, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Found = { records: readonly StoredRecord[]; fault?: undefined } | { records?: undefined; fault: string };

function useStored(recommender: Recommender, version: string): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    let stale = false;
    const show = (told: Found) => {
      if (!stale) setFound(told);
    };
    recommender.history.stored().then(
      (records) => show({ records }),
      (error: unknown) => show({ fault: sentence(messageOf(error)) }),
    );
    return () => {
      stale = true;
    };
  }, [recommender, version]);
  return found;
}
