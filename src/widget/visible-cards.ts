const SEEN_SHARE = 0.5;
const SEEN_MS = 1000;
/** As many as one event may name. */
const MOST_BESIDE = 50;

/**
 * Which cards are in view, at least by half, and which of them have been for a second. One that is hidden with its page
 * begins its second anew.
 */
export class VisibleCards {
  private readonly onSeen: (id: string) => void;
  private readonly observer: IntersectionObserver;
  private readonly inView = new Map<Element, string>();
  private readonly timers = new Map<Element, ReturnType<typeof setTimeout>>();
  private watched = new Set<Element>();
  /** Cards that were told of for the present list. */
  private readonly told = new Set<string>();

  /** `onSeen` is told of each card once, until `renew()`. */
  constructor(onSeen: (id: string) => void) {
    this.onSeen = onSeen;
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting, intersectionRatio } of entries) {
        const id = target.getAttribute('data-item-id');
        if (isIntersecting && intersectionRatio >= SEEN_SHARE && id !== null) this.enter(target, id);
        else this.leave(target);
      }
    }, { threshold: SEEN_SHARE });
    document.addEventListener('visibilitychange', this.follow);
  }

  /** Watches these cards and no others. */
  watch(cards: Iterable<Element>): void {
    const next = new Set(cards);
    for (const card of this.watched) {
      if (next.has(card)) continue;
      this.observer.unobserve(card);
      this.leave(card);
    }
    for (const card of next) if (!this.watched.has(card)) this.observer.observe(card);
    this.watched = next;
  }

  /** A new list: every card in view has a second of its own again. */
  renew(): void {
    this.told.clear();
    for (const [card, id] of this.inView) this.wait(card, id);
  }

  /** Ids of the cards in view but this one, in no order. */
  beside(item: string): string[] {
    return [...this.inView.values()].filter((id) => id !== item).slice(0, MOST_BESIDE);
  }

  stop(): void {
    this.observer.disconnect();
    document.removeEventListener('visibilitychange', this.follow);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.inView.clear();
    this.watched.clear();
  }

  private enter(card: Element, id: string): void {
    if (this.inView.get(card) === id) return;
    this.inView.set(card, id);
    this.wait(card, id);
  }

  private leave(card: Element): void {
    this.inView.delete(card);
    clearTimeout(this.timers.get(card));
    this.timers.delete(card);
  }

  private wait(card: Element, id: string): void {
    clearTimeout(this.timers.get(card));
    if (document.visibilityState === 'hidden' || this.told.has(id)) return;
    const seen = () => {
      this.timers.delete(card);
      if (this.told.has(id)) return;
      this.told.add(id);
      this.onSeen(id);
    };
    this.timers.set(card, setTimeout(seen, SEEN_MS));
  }

  private readonly follow = () => {
    if (document.visibilityState === 'hidden') {
      for (const timer of this.timers.values()) clearTimeout(timer);
      this.timers.clear();
    } else {
      for (const [card, id] of this.inView) this.wait(card, id);
    }
  };
}
