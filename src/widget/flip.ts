const TRAVEL_MS = 260;
const FADE_MS = 180;
const STAGGER_MS = 9;
/** Beyond so many cards on their way nobody follows one. */
const MOST_STAGGERED = 20;
const EASE_OUT = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

interface Place {
  element: HTMLElement;
  left: number;
  top: number;
  width: number;
}
export type Places = ReadonlyMap<string, Place>;

/** Cards on their way: asking the page for it would make it lay itself out once more. */
const travelling = new WeakMap<HTMLElement, Animation>();

/** Where the children of a list stand in it, by `data-item-id`; neither scrolling nor a running animation changes that. */
export function measurePlaces(list: Element): Places {
  const places = new Map<string, Place>();
  for (const element of list.children) {
    if (!(element instanceof HTMLElement)) continue;
    const id = element.dataset.itemId;
    if (id !== undefined) places.set(id, { element, left: element.offsetLeft, top: element.offsetTop, width: element.offsetWidth });
  }
  return places;
}

/**
 * Lets the cards of a list travel from where they stood to where they stand now (FLIP): new ones fade up, and copies of
 * those that left fade away in `ghosts`, which lies over the list. Where motion is unwelcome they only fade: the new, and
 * with `fadeMoved` those that have another place.
 */
export function travel(before: Places, after: Places, ghosts: Element | null, { fadeMoved = true } = {}): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  ghosts?.replaceChildren();
  let moved = 0;
  const delay = () => Math.min(moved++, MOST_STAGGERED) * STAGGER_MS;
  for (const [id, { element, left, top }] of after) {
    const old = before.get(id);
    if (!old) {
      const rise = calm ? {} : { transform: 'translateY(14px)' };
      start(element, [{ opacity: 0, ...rise }, {}], { duration: TRAVEL_MS, delay: calm ? 0 : delay(), easing: EASE_OUT, fill: 'backwards' });
      continue;
    }
    if (calm && !fadeMoved) continue;
    // A card that is still on its way starts from where it is seen.
    const now = seenOffset(element);
    const dx = old.left + now.x - left;
    const dy = old.top + now.y - top;
    if (Math.abs(dx) < 1 && Math.abs(dy) < 1) continue;
    const from = calm ? { opacity: 0 } : { transform: `translate(${dx}px, ${dy}px)` };
    start(element, [from, calm ? {} : { transform: 'none' }], { duration: TRAVEL_MS, delay: calm ? 0 : delay(), easing: EASE_OUT, fill: 'backwards' });
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
function fadeAway({ element, left, top, width }: Place, ghosts: Element | null): void {
  const ghost = element.cloneNode(true);
  if (!ghosts || !(ghost instanceof HTMLElement)) return;
  for (const node of [ghost, ...ghost.querySelectorAll('*')]) {
    for (const name of node.getAttributeNames()) if (/^(data-|id$|aria-|role$|part$|href$|name$)/.test(name)) node.removeAttribute(name);
  }
  for (const control of ghost.querySelectorAll('a, button')) control.setAttribute('tabindex', '-1');
  ghost.style.setProperty('left', `${left}px`);
  ghost.style.setProperty('top', `${top}px`);
  ghost.style.setProperty('width', `${width}px`);
  ghosts.append(ghost);
  const fading = ghost.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, easing: 'ease-out', fill: 'forwards' });
  fading.onfinish = () => ghost.remove();
}
