import { type ReactNode, useEffect, useRef } from 'react';
import { useMedia } from './use-media.ts';

interface PanelPlaceProps {
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Beside the list where there is room, else a sheet from below. */
export function PanelPlace({ open, onClose, children }: PanelPlaceProps) {
  const beside = useMedia('(min-width: 64rem)');
  if (!beside) {
    return (
      <Sheet open={open} onClose={onClose}>
        {children}
      </Sheet>
    );
  }
  return (
    <aside className="aside" aria-labelledby="panel">
      {children}
    </aside>
  );
}

function Sheet({ open, onClose, children }: PanelPlaceProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = sheet.current;
    if (!dialog || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }, [open]);

  return (
    <dialog
      ref={sheet}
      className="sheet"
      aria-labelledby="panel"
      closedby="any"
      onClose={onClose}
    >
      <div className="sheet-body">
        <button type="button" className="close" onClick={() => sheet.current?.close()}>
          Close
        </button>
        {children}
      </div>
    </dialog>
  );
}
