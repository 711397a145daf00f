import { type ReactNode, useEffect, useRef } from 'react';

export interface Said {
  kind: 'done' | 'fault';
  text: string;
  /** Takes it back; null where there is nothing to take back. */
  undo: (() => void) | null;
}

/** How long a word of something done stays, in ms; as long as pointer or focus is on it, and so long after. */
const STAYS = 10_000;

/** Where words appear. It is there before them, so that a screen reader hears them come. */
export function ToastPlace({ children }: { children: ReactNode }) {
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {children}
    </div>
  );
}

/** The last thing done, with a way back, for a little while. Ctrl+Z (⌘Z) takes it back from anywhere but a text field. */
export function Toast({ said, onGone }: { said: Said; onGone: () => void }) {
  const { kind, text, undo } = said;
  const toast = useRef<HTMLElement>(null);
  useEffect(() => {
    if (kind === 'fault') return undefined;
    let timer = setTimeout(go, STAYS);
    function go() {
      if (toast.current?.matches(':hover, :focus-within')) timer = setTimeout(go, STAYS);
      else onGone();
    }
    return () => clearTimeout(timer);
  }, [kind, onGone]);
  useEffect(() => {
    if (!undo) return undefined;
    const press = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isUndo || (event.target instanceof Element && event.target.closest('input, textarea, select'))) return;
      event.preventDefault();
      undo?.();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [undo]);
  return (
    <section className="toast" aria-label="Just now" data-testid="toast" data-kind={kind} ref={toast}>
      <span role={kind === 'fault' ? 'alert' : undefined}>{text}</span>
      {undo && (
        <button type="button" data-testid="undo" aria-keyshortcuts="Control+Z Meta+Z" onClick={undo}>
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
