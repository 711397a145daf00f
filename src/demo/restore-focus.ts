import { type Origin } from './taste.ts';

/** The card an item was opened from may have left its list, and the focus with it: then the one in its place has it. */
export function restoreFocus({ surface, position }: Origin): void {
  if (document.activeElement !== document.body) return;
  const successor = document.querySelector<HTMLElement>(`main [data-surface="${surface}"] [data-position="${position}"] .card-open`);
  (successor ?? document.getElementById('for-you'))?.focus({ preventScroll: true });
}
