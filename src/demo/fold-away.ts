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
  const top = () => document.querySelector('.for-you .shelf')?.getBoundingClientRect().top ?? 0;
  const before = top();
  // The browser keeps what is in view where it is, too; both at once would be twice.
  root.classList.add('folding');
  flushSync(change);
  if (wasSeen) scrollTo({ top: 0, behavior: 'instant' });
  else scrollBy({ top: top() - before, behavior: 'instant' });
  if (hadFocus) document.getElementById('for-you')?.focus({ preventScroll: true });
  const settle = () => root.classList.remove('folding');
  if (!wasSeen) return settle();
  void glide(before - top()).then(settle, settle);
}

/** The list comes from `distance` px further down, its head fades in. */
async function glide(distance: number): Promise<void> {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const shelf = document.querySelector('.for-you .shelf');
  const head = document.querySelector('.for-you .section-head');
  const fade = { opacity: 0 };
  const animations = calm
    ? [shelf?.animate([fade, {}], { duration: 200 })]
    : [
        shelf?.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], { duration: TRAVEL_MS, easing: EASE_OUT }),
        head?.animate([fade, {}], { duration: TRAVEL_MS - 160, delay: 160, fill: 'backwards', easing: 'ease-out' }),
      ];
  await Promise.all(animations.flatMap((animation) => animation?.finished ?? []));
}
