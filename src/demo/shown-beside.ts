/** More would be no list that one looks over. */
const MOST = 50;

/**
 * Ids of the other cards of the visitor's list that are in view, the visitor's choice being `item` of the list `rankingId`;
 * undefined where that list is no longer the one on the page, or nothing else of it is in view.
 */
export function shownBeside(item: string, rankingId: string | undefined): string[] | undefined {
  if (rankingId === undefined || document.querySelector<HTMLElement>('main')?.dataset.rankingId !== rankingId) return undefined;
  const cards = [...document.querySelectorAll<HTMLElement>('[data-surface="for-you"] .cards > .card[data-item-id]')];
  const ids = cards.filter((card) => card.dataset.itemId !== item && isInView(card)).flatMap((card) => card.dataset.itemId ?? []);
  return ids.length > 0 ? ids.slice(0, MOST) : undefined;
}

/** Most of it: a title that only peeks in was not passed over. */
function isInView(card: HTMLElement): boolean {
  const { top, bottom } = card.getBoundingClientRect();
  const seen = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  return seen > (bottom - top) / 2;
}
