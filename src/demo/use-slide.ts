import { type RefObject, useLayoutEffect, useRef } from 'react';

const TRAVEL_MS = 220;
const EASE_OUT = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

/**
 * Lets what stands below a new entry make way for it: whenever `version` changes, the parts of `panel` and the entries of
 * its history move from where they stood. Nothing jumps, also where the answer to a click took its time.
 */
export function useSlide(panel: RefObject<HTMLElement | null>, version: string): void {
  const known = useRef<{ version: string; tops: Map<HTMLElement, number> } | null>(null);

  useLayoutEffect(() => {
    const tops = measure(panel.current);
    if (known.current && known.current.version !== version) slide(known.current.tops, tops);
    known.current = { version, tops };
  }, [panel, version]);

  // What the visitor opens moves things, too, and has no need of this.
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (known.current) known.current.tops = measure(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [panel]);
}

/** Of the panel's parts but the history, and of the entries in that. */
function measure(panel: HTMLElement | null): Map<HTMLElement, number> {
  const parts = panel?.querySelectorAll<HTMLElement>(':scope > :not(.history), :scope > .history > li') ?? [];
  return new Map(Array.from(parts, (part) => [part, part.offsetTop]));
}

function slide(before: ReadonlyMap<HTMLElement, number>, after: ReadonlyMap<HTMLElement, number>): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const [element, top] of after) {
    const old = before.get(element);
    const timing = { duration: TRAVEL_MS, easing: EASE_OUT };
    if (old === undefined) element.animate([{ opacity: 0 }, {}], timing);
    else if (old !== top) element.animate([{ transform: `translateY(${old - top}px)` }, { transform: 'none' }], timing);
  }
}
