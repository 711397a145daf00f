import { flushSync } from 'react-dom';

const TRAVEL_MS = 460;
const EASE_OUT = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

/**
 * Makes a change that takes away what stands above the list. Where that was in view, the list glides up from where it was;
 * where the visitor was further down, the list stays under their eyes and the page is scrolled instead.
 */
export function foldAway(change: () => void): void {
  const root = document.documentElement;
  const above = document.querySelector('.first-run');
  const wasSeen = above !== null && above.getBoundingClientRect().bottom > 0;
  const hadFocus = above?.contains(document.activeElement) ?? false;
  const before = places();
  // The browser keeps what is in view where it is, too; both at once would be twice.
  root.classList.add('folding');
  flushSync(change);
  if (wasSeen) scrollTo({ top: 0, behavior: 'instant' });
  else scrollBy({ top: places().list - before.list, behavior: 'instant' });
  if (hadFocus) document.getElementById('for-you')?.focus({ preventScroll: true });
  const settle = () => root.classList.remove('folding');
  if (!wasSeen) {
    // Only once this frame is laid out.
    requestAnimationFrame(() => requestAnimationFrame(settle));
    return;
  }
  const after = places();
  const moved = before.section - after.section;
  void glide(moved, before.list - after.list - moved).then(settle, settle);
}

const section = () => document.querySelector('.for-you');
const list = () => document.querySelector('.for-you .shelf');

/** From the top of the window, in px. */
function places(): { section: number; list: number } {
  const top = (element: Element | null) => element?.getBoundingClientRect().top ?? 0;
  return { section: top(section()), list: top(list()) };
}

/** The section comes from `moved` px further down, and the list in it from `opened` px: its head is a higher one now, and fades in. */
async function glide(moved: number, opened: number): Promise<void> {
  const timing = { duration: TRAVEL_MS, easing: EASE_OUT };
  const from = (distance: number) => [{ transform: `translateY(${distance}px)` }, { transform: 'none' }];
  const fade = { opacity: 0 };
  const head = document.querySelector('.for-you .section-head');
  const animations = matchMedia('(prefers-reduced-motion: reduce)').matches
    ? [section()?.animate([fade, {}], { duration: 200 })]
    : [section()?.animate(from(moved), timing), list()?.animate(from(opened), timing), head?.animate([fade, {}], { duration: TRAVEL_MS - 160, delay: 160, fill: 'backwards', easing: 'ease-out' })];
  await Promise.all(animations.flatMap((animation) => animation?.finished ?? []));
}
