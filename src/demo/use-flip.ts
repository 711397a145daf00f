import { type RefObject, useLayoutEffect, useRef } from 'react';

const TRAVEL_MS = 260;
const STAGGER_MS = 9;
const EASE_OUT = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

interface Place {
  element: HTMLElement;
  left: number;
  top: number;
  width: number;
}

/** Cards on their way: asking the page for it would make it lay itself out once more. */
const travelling = new WeakMap<HTMLElement, Animation>();

/**
 * Lets the children of `list` travel to their new places whenever `version` changes, and only then: those that stay
 * move (FLIP), new ones fade up, and copies of those that left fade away in `ghosts`, which lies over the list.
 * Children are told apart by `data-item-id`.
 */
export function useFlip(list: RefObject<HTMLElement | null>, ghosts: RefObject<HTMLElement | null>, version: string): void {
  const known = useRef<{ version: string; places: Map<string, Place> } | null>(null);

  useLayoutEffect(() => {
    const container = list.current;
    if (!container) return;
    const places = measure(container);
    if (known.current && known.current.version !== version) travel(known.current.places, places, ghosts.current);
    known.current = { version, places };
  }, [list, ghosts, version]);

  // Where the page is resized, cards stand elsewhere without having travelled.
  useLayoutEffect(() => {
    const container = list.current;
    if (!container) return undefined;
    const observer = new ResizeObserver(() => {
      if (known.current) known.current.places = measure(container);
    });
    observer.observe(container);
    return () => observer.disconnect();
  }, [list]);
}

/** Places in the list, which neither scrolling nor a running animation changes. */
function measure(container: HTMLElement): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const element of container.children) {
    if (!(element instanceof HTMLElement)) continue;
    const id = element.dataset.itemId;
    if (id !== undefined) places.set(id, { element, left: element.offsetLeft, top: element.offsetTop, width: element.offsetWidth });
  }
  return places;
}

function travel(before: Map<string, Place>, after: Map<string, Place>, ghosts: HTMLElement | null): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  ghosts?.replaceChildren();
  let moved = 0;
  for (const [id, { element, left, top }] of after) {
    const old = before.get(id);
    if (!old) {
      const rise = calm ? {} : { transform: 'translateY(14px)' };
      const delay = calm ? 0 : moved++ * STAGGER_MS;
      start(element, [{ opacity: 0, ...rise }, {}], { duration: TRAVEL_MS, delay, easing: EASE_OUT, fill: 'backwards' });
      continue;
    }
    if (calm) continue;
    // A card that is still on its way starts from where it is seen.
    const now = seenOffset(element);
    const dx = old.left + now.x - left;
    const dy = old.top + now.y - top;
    if (Math.abs(dx) < 1 && Math.abs(dy) < 1) continue;
    start(element, [{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], {
      duration: TRAVEL_MS,
      delay: moved++ * STAGGER_MS,
      easing: EASE_OUT,
      fill: 'backwards',
    });
  }
  for (const [id, place] of before) if (!after.has(id)) fadeAway(place, ghosts);
}

function start(element: HTMLElement, keyframes: Keyframe[], timing: KeyframeAnimationOptions): void {
  travelling.set(element, element.animate(keyframes, timing));
}

/** How far a card is seen from its place; it is stopped there. */
function seenOffset(element: HTMLElement): { x: number; y: number } {
  const animation = travelling.get(element);
  if (animation?.playState !== 'running') return { x: 0, y: 0 };
  const { m41, m42 } = new DOMMatrixReadOnly(getComputedStyle(element).transform);
  animation.cancel();
  return { x: m41, y: m42 };
}

/** A card that left is gone from the page at once; what fades is a copy that nobody can press, find or read out. */
function fadeAway({ element, left, top, width }: Place, ghosts: HTMLElement | null): void {
  const ghost = element.cloneNode(true);
  if (!ghosts || !(ghost instanceof HTMLElement)) return;
  for (const node of [ghost, ...ghost.querySelectorAll('*')]) {
    for (const name of node.getAttributeNames()) if (/^(data-|id$|aria-|role$)/.test(name)) node.removeAttribute(name);
  }
  ghost.style.setProperty('left', `${left}px`);
  ghost.style.setProperty('top', `${top}px`);
  ghost.style.setProperty('width', `${width}px`);
  ghosts.append(ghost);
  const fading = ghost.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 180, easing: 'ease-out', fill: 'forwards' });
  fading.onfinish = () => ghost.remove();
}
