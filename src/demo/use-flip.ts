import { type RefObject, useLayoutEffect, useRef } from 'react';
import { measurePlaces, type Places, travel } from '../widget/flip.ts';

/**
 * Lets the children of `list` travel to their new places whenever `version` changes, and only then: those that stay
 * move (FLIP), new ones fade up, and copies of those that left fade away in `ghosts`, which lies over the list.
 * Children are told apart by `data-item-id`.
 */
export function useFlip(list: RefObject<HTMLElement | null>, ghosts: RefObject<HTMLElement | null>, version: string): void {
  const known = useRef<{ version: string; places: Places } | null>(null);

  useLayoutEffect(() => {
    const container = list.current;
    if (!container) return;
    const places = measurePlaces(container);
    if (known.current && known.current.version !== version) travel(known.current.places, places, ghosts.current, { fadeMoved: false });
    known.current = { version, places };
  }, [list, ghosts, version]);

  // Where the page is resized, cards stand elsewhere without having travelled.
  useLayoutEffect(() => {
    const container = list.current;
    if (!container) return undefined;
    const observer = new ResizeObserver(() => {
      if (known.current) known.current.places = measurePlaces(container);
    });
    observer.observe(container);
    return () => observer.disconnect();
  }, [list]);
}
