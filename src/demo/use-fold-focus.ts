import { type RefObject, useEffect, useRef } from 'react';

/** Of a place where a question comes in place of a button, when that is pressed: the focus goes along, there and back. */
export function useFoldFocus(open: boolean): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const was = useRef(false);
  useEffect(() => {
    // At first sight nothing was pressed. What cannot be taken back is never the first to be hit.
    if (open || was.current) place.current?.querySelector<HTMLElement>('input:checked, button:not(.danger)')?.focus();
    was.current = open;
  }, [open]);
  return place;
}
