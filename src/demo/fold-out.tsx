import { type ReactNode, useState } from 'react';
import { useFoldFocus } from './use-fold-focus.ts';

export interface FoldOutProps {
  label: string;
  testId: string;
  /** `close` puts the button back in its place. */
  children: (close: () => void) => ReactNode;
}

/** A button in whose place a question comes. */
export function FoldOut({ label, testId, children }: FoldOutProps) {
  const [open, setOpen] = useState(false);
  const place = useFoldFocus(open);
  return (
    <div ref={place} className="fold-out" data-open={open}>
      {open ? (
        children(() => setOpen(false))
      ) : (
        <button type="button" className="quiet" data-testid={testId} onClick={() => setOpen(true)}>
          {label}
        </button>
      )}
    </div>
  );
}
