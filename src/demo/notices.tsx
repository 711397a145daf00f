import { useEffect } from 'react';
import { type Ready } from './ready.ts';
import { useOnline } from './use-media.ts';

/** Calm words over the list, about what is not as usual. */
export function Notices({ state, erased }: { state: Ready; erased: boolean }) {
  const online = useOnline();
  const { storage, learning, catalogue, bundle } = state;
  return (
    <div className="notices">
      {erased && (
        <p className="notice" data-testid="erased">
          Everything is erased. This page knows nothing about you.
        </p>
      )}
      {catalogue.missing !== undefined && (
        <p className="notice" data-testid="missing">
          Only {catalogue.ranked.toLocaleString('en')} of {catalogue.items.toLocaleString('en')} titles arrived; the list is made from those. (
          {catalogue.missing})
        </p>
      )}
      {catalogue.textless !== undefined && (
        <p className="notice" data-testid="textless">
          Some titles could not be fetched; the list is made from those that are here. ({catalogue.textless})
        </p>
      )}
      {storage.kind === 'memory' && (
        <p className="notice" data-testid="storage-off">
          Your browser keeps nothing for this page, so it forgets you when you close it. Everything works until then.
          {storage.reason && ` (${storage.reason})`}
        </p>
      )}
      {learning.status === 'failed' && (
        <p className="notice" data-testid="learning-failed">
          This device cannot learn just now; the list still follows your history.
        </p>
      )}
      {!online && bundle.textLoaded && <p className="notice">You are offline. It makes no difference here.</p>}
    </div>
  );
}

export interface Said {
  kind: 'done' | 'fault';
  text: string;
  /** The event that can be taken back. */
  undo: number | null;
  /** Another way back. */
  back?: () => void;
}

/** The last thing done, with a way back, for a little while. */
export function Toast({ said, onUndo, onGone }: { said: Said; onUndo: (id: number) => void; onGone: () => void }) {
  const { kind, text, undo, back } = said;
  useEffect(() => {
    if (kind === 'fault') return undefined;
    const timer = setTimeout(onGone, 10_000);
    return () => clearTimeout(timer);
  }, [kind, onGone]);
  return (
    <section className="toast" aria-label="Just now" data-testid="toast" data-kind={kind}>
      <span role={kind === 'fault' ? 'alert' : undefined}>{text}</span>
      {undo !== null && (
        <button type="button" onClick={() => onUndo(undo)}>
          Undo
        </button>
      )}
      {back && (
        <button type="button" onClick={back}>
          Undo
        </button>
      )}
      {kind === 'fault' && (
        <button type="button" onClick={onGone}>
          All right
        </button>
      )}
    </section>
  );
}
