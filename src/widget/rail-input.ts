import { calmly } from './calmly.ts';
import { type Consent, type Layout } from './rail-settings.ts';

export interface InputListener {
  /** A card was chosen. */
  onSelect: (card: HTMLElement, event: MouseEvent) => void;
  /** A button of the row that asks was pressed. */
  onAnswer: (consent: Exclude<Consent, 'ask'>) => void;
  /** The focus came to a card. */
  onFocus: (id: string) => void;
  layout: () => Layout | undefined;
  /** What takes the focus in a card that the page drew; null in others. */
  focusable: (id: string) => HTMLElement | null;
}

const CARD = '.card[data-item-id]';
const CONTROLS = 'a[href], button, input, select, textarea, label, summary, [data-taste-select]';
const FIELDS = 'input, textarea, select, [contenteditable]';
/** How much of a row a button turns by: what was at its edge stays in view. */
const TURN = 0.9;

/** What a visitor does with mouse, finger and keys. */
export class RailInput {
  private readonly host: HTMLElement;
  private readonly root: ShadowRoot;
  private readonly listener: InputListener;

  constructor(host: HTMLElement, root: ShadowRoot, listener: InputListener) {
    this.host = host;
    this.root = root;
    this.listener = listener;
    for (const type of ['click', 'auxclick'] as const) root.addEventListener(type, (event) => this.press(event as MouseEvent));
    root.addEventListener('keydown', (event) => this.type(event as KeyboardEvent));
    root.addEventListener('focusin', ({ target }) => {
      const id = target instanceof Element ? target.closest<HTMLElement>(CARD)?.dataset.itemId : undefined;
      if (id !== undefined) this.listener.onFocus(id);
    });
  }

  /** `reveal`: and scrolls to it. Cards on their way are not where they will be: what takes another's place needs none. */
  focusCard(position: number, { reveal }: { reveal: boolean }): void {
    const card = this.root.querySelector<HTMLElement>(`${CARD}[data-position="${position}"]`);
    if (!card) return;
    const target = this.listener.focusable(card.dataset.itemId ?? '') ?? card.querySelector<HTMLElement>('.link');
    target?.focus({ preventScroll: true });
    if (reveal) card.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: calmly() });
  }

  private press(event: MouseEvent): void {
    // The right button asks for a menu.
    if (event.type === 'auxclick' && event.button !== 1) return;
    const path = event.composedPath().filter((target) => target instanceof Element);
    const control = path.find((element) => element.matches('[data-go], [data-consent]') && this.host.contains(hostOf(element, this.host)));
    if (control instanceof HTMLElement && event.type === 'click') {
      const { go, consent } = control.dataset;
      if (go) this.turn(go === 'next' ? 1 : -1, control);
      else this.listener.onAnswer(consent as Exclude<Consent, 'ask'>);
      return;
    }
    const card = path.find((element) => this.isCard(element));
    // A link of the site's own card may be a router's, which prevents the default by following it.
    const taken = event.defaultPrevented && !card?.matches('.own');
    if (card instanceof HTMLElement && !taken && isChoice(path.slice(0, path.indexOf(card)), card)) this.listener.onSelect(card, event);
  }

  /** A page of the row on, or back. */
  private turn(by: 1 | -1, button: Element): void {
    const viewport = this.root.querySelector('.viewport');
    if (!viewport || button.getAttribute('aria-disabled') === 'true') return;
    viewport.scrollBy({ left: by * (this.isRtl() ? -1 : 1) * viewport.clientWidth * TURN, behavior: calmly() });
  }

  private type(event: KeyboardEvent): void {
    if (this.listener.layout() !== 'rail' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const path = event.composedPath();
    const card = path.find((target) => target instanceof Element && this.isCard(target));
    // In a field of the site's own card the keys move the caret.
    if (!(card instanceof HTMLElement) || (path[0] instanceof Element && path[0].matches(FIELDS))) return;
    const at = Number(card.dataset.position);
    const last = this.root.querySelectorAll(CARD).length - 1;
    const [ahead, back] = this.isRtl() ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const to = { [ahead]: at + 1, [back]: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.focusCard(Math.max(0, Math.min(to, last)), { reveal: true });
  }

  private isCard(element: Element): boolean {
    return element.matches(CARD) && element.getRootNode() === this.root;
  }

  private isRtl(): boolean {
    return getComputedStyle(this.host).direction === 'rtl';
  }
}

/** The element itself, or the host whose shadow it is in. */
function hostOf(element: Element, host: HTMLElement): Node {
  return element.getRootNode() === host.shadowRoot ? host : element;
}

/** Whether a click within a card (`inner`, from where it was made outwards) chooses its item: a site's own card may hold other controls. */
function isChoice(inner: readonly Element[], card: Element): boolean {
  const control = inner.find((element) => element.matches(CONTROLS));
  if (!card.matches('.own')) return control !== undefined;
  return !control || control.matches('a[href], [data-taste-select]');
}
