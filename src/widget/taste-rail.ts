import { type Recommender } from '../client/recommender.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { type Item, type Ranking } from '../types.ts';
import { announceOnce } from './announce-once.ts';
import { TasteChangeEvent, TasteConsentEvent, TasteErrorEvent, TasteImpressionEvent, TasteReadyEvent, TasteSelectEvent } from './events.ts';
import { type Places } from './flip.ts';
import { nearestLanguage } from './nearest-language.ts';
import { type OwnCards } from './own-cards.ts';
import { patchDom } from './patch-dom.ts';
import { RailAttributes } from './rail-attributes.ts';
import { DISPLAY_FACE } from './rail-css.ts';
import { type RailEngine, type ShownList } from './rail-engine.ts';
import { type RailInput } from './rail-input.ts';
import { type Consent, type RailSettings, readSettings } from './rail-settings.ts';
import { railSheet } from './rail-sheet.ts';
import { type Answer, type RailStatus, railView, type RailView } from './rail-view.ts';
import { chooseTexts } from './texts/choose-texts.ts';
import { type RailTexts } from './texts/rail-texts.ts';
import { type VisibleCards } from './visible-cards.ts';
import { whenNear } from './when-near.ts';

/**
 * A row, grid or list of recommendations, made and learned on the visitor's device.
 *
 * @element taste-rail
 *
 * @attr {string} bundle - URL of the bundle's folder, relative to the page, such as `/bundles/movies/`.
 * @attr {string} integrity - `sha256-<hex>` of `bundle.json`; through it every file is pinned.
 * @attr {string} namespace - Separates histories of one site. Default: the bundle's name.
 * @attr {string} surface - A name for where the rail stands. Default `for-you`; `related` with `item`, `because` with `because`.
 * @attr {number} limit - How many items: 1 to 1,000. Default 20.
 * @attr {rail|grid|list} layout - Default `rail`.
 * @attr {string} item - The id of an item that the list is related to.
 * @attr {boolean} because - Relates the list to what the visitor took last: "Because you liked Alien".
 * @attr {string} exclude - Ids left out, separated by commas or spaces.
 * @attr {string} exclude-surface - Surfaces of this page whose items are left out, separated by commas or spaces.
 * @attr {number} explore - From 0, the list the model makes, to 1; where the visitor steers, theirs counts.
 * @attr {granted|ask|session-only|off} consent - Whether lists may be personal. Default `granted`.
 * @attr {boolean} honour-gpc - A visitor's Global Privacy Control makes `session-only` of `granted`.
 * @attr {string} locale - The language of the element's words. Default: that of the nearest `lang`, else the browser's.
 * @attr {string} heading - The heading. Default: one of its kind, such as "For you".
 * @attr {string} item-url - The address of an item's page where the catalogue has no `url`; `{id}` in it stands for the id.
 * @attr {boolean} eager - Starts at once, wherever on the page it stands, and on devices that asked to save data, too.
 *
 * @slot - What is seen until the element is defined, and where there is nothing else to show.
 * @slot heading - In the place of the heading.
 * @slot loading - In the place of the cards that hold the list's place.
 * @slot empty - In the place of the sentence that nothing is to be shown.
 * @slot error - In the place of the sentence that the list could not be loaded.
 * @slot consent - In the place of the question; what carries `data-consent="granted"`, `session-only` or `off` answers it.
 *
 * @csspart rail - All of it.
 * @csspart header - Heading and buttons.
 * @csspart heading - The heading.
 * @csspart navigation - Both buttons of a row.
 * @csspart button - Each of them; `previous` and `next` are parts, too.
 * @csspart viewport - What a row scrolls in.
 * @csspart list - The list.
 * @csspart item - A card; `data-item-id` has its item's id.
 * @csspart skeleton - A card that holds a place.
 * @csspart cover - A card's image or typographic cover.
 * @csspart image - The image.
 * @csspart art - The typographic cover.
 * @csspart text - A card's text.
 * @csspart link - The title's link, or button where the item has no address.
 * @csspart title - The title.
 * @csspart facts - Year and genres.
 * @csspart message-box - The place of the list when it is empty or could not be loaded.
 * @csspart message - What is said there.
 * @csspart consent - The row that asks.
 * @csspart consent-question - The question.
 * @csspart consent-answer - What was answered.
 * @csspart consent-button - Its buttons.
 * @csspart status - What a screen reader is told; not seen.
 *
 * @cssproperty --taste-ink - Text. Default: the page's.
 * @cssproperty --taste-soft - Text of less weight.
 * @cssproperty --taste-paper - The ground of a card. Default: none.
 * @cssproperty --taste-ember - Focus ring and underline. Default #c23f17, dark #ff7a4d.
 * @cssproperty --taste-hairline - Lines.
 * @cssproperty --taste-still - Where a cover is to come.
 * @cssproperty --taste-text - The face of text. Default: the page's.
 * @cssproperty --taste-display - The face of heading and covers. Default of covers: Georgia.
 * @cssproperty --taste-13 - Size of small text. Default 0.8125rem.
 * @cssproperty --taste-15 - Size of text. Default 0.9375rem.
 * @cssproperty --taste-21 - Size of the heading. Default 1.3125rem.
 * @cssproperty --taste-card-width - Width of a card. Default 10.25rem, and not more than 42 % of a row.
 * @cssproperty --taste-cover-ratio - Width / height of a cover. Default 2 / 3.
 * @cssproperty --taste-thumb-width - Width of a cover in a list. Default 3.5rem.
 * @cssproperty --taste-gap - Between cards. Default 1.25rem.
 * @cssproperty --taste-radius - Of a cover's corners. Default 3px.
 *
 * @cssstate loading - There is no list yet.
 * @cssstate ready - There is one.
 * @cssstate empty - There is one without items.
 * @cssstate error - There is none, and will be none.
 * @cssstate popular - The list is the bundle's most popular items.
 *
 * @fires {TasteSelectEvent} taste-select - The visitor chose an item; recorded as a click unless it is prevented.
 * @fires {TasteReadyEvent} taste-ready - The first list is there.
 * @fires {TasteChangeEvent} taste-change - The list is another one.
 * @fires {TasteErrorEvent} taste-error - Something is not as it should be; the element goes on with what it has.
 * @fires {TasteImpressionEvent} taste-impression - At least half of a card was in view for a second.
 * @fires {TasteConsentEvent} taste-consent - The visitor answered whether this list may be personal.
 */
export class TasteRail extends RailAttributes {
  readonly #root: ShadowRoot;
  readonly #internals: ElementInternals;
  readonly #broken = new Set<string>();
  readonly #reported = new Set<string>();
  #settings: RailSettings | null = null;
  #texts: RailTexts = chooseTexts([]);
  #engine: RailEngine | null = null;
  #engineKey: readonly unknown[] = [];
  /** What arrives when the rail starts. */
  #parts: Parts | null = null;
  #own: OwnCards | null = null;
  #visible: VisibleCards | null = null;
  #input: RailInput | null = null;
  #starting: AbortController | null = null;
  #stopNoticing: (() => void) | null = null;
  #status: RailStatus = 'loading';
  #list: ShownList | null = null;
  #error: Error | null = null;
  #answer: Answer = 'unknown';
  #hidden: RailView['hidden'] = null;
  #tabStop: string | null = null;
  #said = '';
  #planned = false;
  /** The server's list stands there, until there is one of the visitor's own. */
  #declared: boolean;

  constructor() {
    super();
    this.#internals = this.attachInternals();
    const declared = this.#internals.shadowRoot;
    this.#declared = declared !== null && declared.querySelector('li[data-item-id]') !== null;
    this.#root = declared ?? this.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [railSheet()];
    for (const style of this.#root.querySelectorAll('style, link')) style.remove();
    // Neither of these rises from where it happened.
    this.#root.addEventListener('error', (event) => this.#missImage(event.target), true);
    this.#root.addEventListener('scroll', () => this.#notice(), { capture: true, passive: true });
    for (const type of ['wheel', 'touchstart', 'scrollend']) this.#root.addEventListener(type, this.#snap, { capture: true, passive: true });
  }

  /** `loading`, `ready`, `empty` (a list without items) or `error` (no list). */
  get status(): RailStatus { return this.#status; }

  /** The last thing that was not as it should be. Null: nothing. */
  get error(): Error | null { return this.#error; }

  /** The items shown, in order. */
  get items(): readonly Item[] { return this.#list?.items ?? []; }

  /** The list as the engine made it. Null where it did not. */
  get ranking(): Ranking | null { return this.#list?.ranking ?? null; }

  /** Answers for the visitor whether lists may be personal, as the element's own buttons do. */
  async answerConsent(consent: Exclude<Consent, 'ask'>): Promise<void> {
    await this.#engine?.setConsent(consent);
    this.dispatchEvent(new TasteConsentEvent({ consent }));
  }

  connectedCallback(): void {
    this.takeEarlyProperties();
    if (this.#stopNoticing === null) {
      const observer = new ResizeObserver(() => this.#notice());
      observer.observe(this);
      this.#stopNoticing = () => observer.disconnect();
    }
    this.changed();
  }

  disconnectedCallback(): void {
    // Moved within the page, it is connected again before this comes to pass.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  /** Moved by `moveBefore()`, nothing is taken down. */
  connectedMoveCallback(): void {}

  protected override running(): Recommender | null {
    return this.#engine?.recommender ?? null;
  }

  /** Attributes come one at a time; they count together. */
  protected override changed(): void {
    if (this.#planned || !this.isConnected) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      if (this.isConnected) this.#apply();
    });
  }

  #apply(): void {
    const { settings, faults } = readSettings((name) => this.getAttribute(name), this.given);
    const { recommender, worker, initial, texts } = this.given;
    this.#settings = settings;
    this.#texts = chooseTexts([this.locale, nearestLanguage(this), navigator.language], texts ?? {});
    const key = [settings.bundle, settings.integrity, settings.namespace, settings.consent, settings.honourGpc, settings.eager, recommender, worker];
    // Put in again, it goes on with the list it had.
    const other = this.#engineKey.length === 0 || key.some((part, i) => part !== this.#engineKey[i]);
    if (other) {
      this.#engineKey = key;
      this.#endEngine();
      this.#error = null;
      this.#reported.clear();
      this.#answer = 'unknown';
      this.#list = null;
    }
    if (this.#list === null && initial) this.#list = { items: initial.slice(0, settings.limit), ranking: null, source: 'initial', because: null };
    for (const fault of faults) this.#report(fault);
    const hopeless = settings.bundle === null && !recommender;
    if (other) this.#become(hopeless ? 'error' : this.#list ? 'ready' : 'loading');
    this.#draw();
    if (hopeless) return;
    if (!this.#starting) this.#startEngine(settings);
    else this.#engine?.update(settings.request);
  }

  #startEngine(settings: RailSettings): void {
    const starting = new AbortController();
    this.#starting = starting;
    whenNear(this, settings.eager, starting.signal, () => void this.#start(settings, starting.signal));
  }

  async #start(settings: RailSettings, signal: AbortSignal): Promise<void> {
    try {
      this.#parts ??= await import('./rail-parts.ts');
    } catch (error) {
      if (!signal.aborted) this.#fail(asError(error), true);
      return;
    }
    // Taken away meanwhile, or told otherwise.
    if (signal.aborted) return;
    this.#visible ??= new this.#parts.VisibleCards((id) => this.#impress(id));
    this.#own ??= new this.#parts.OwnCards(this, (error) => this.#report(error));
    this.#input ??= new this.#parts.RailInput(this, this.#root, {
      onSelect: (card, event) => this.#select(card, event),
      onAnswer: (consent) => this.#choose(consent),
      onFocus: (id) => this.#holdTabStop(id),
      layout: () => this.#settings?.layout,
      focusable: (id) => this.#own?.focusable(id) ?? null,
    });
    this.#engine = new this.#parts.RailEngine(settings, this.given, {
      onList: (list) => this.#take(list),
      onAnswer: (answer) => this.#follow(answer),
      onError: (error, fatal) => this.#fail(error, fatal),
    });
    this.#draw();
    await this.#engine.start();
  }

  #endEngine(): void {
    this.#starting?.abort();
    this.#starting = null;
    this.#engine?.stop();
    this.#engine = null;
  }

  #stop(): void {
    this.#endEngine();
    this.#visible?.stop();
    this.#visible = null;
    this.#stopNoticing?.();
    this.#stopNoticing = null;
  }

  /** A list has come, or the word that there is nothing to make one from. */
  #take(list: ShownList | null): void {
    const before = this.#list;
    const first = before === null || before.source === 'initial';
    if (list && before?.ranking && before.ranking.id === list.ranking?.id && sameItems(before.items, list.items)) return;
    const places = this.#declared || first ? null : this.#places();
    this.#list = list;
    this.#declared = false;
    this.#become(list === null || list.items.length === 0 ? 'empty' : 'ready');
    const another = !first && list !== null && before !== null && !sameItems(before.items, list.items);
    if (another && announceOnce()) this.#say(this.#texts.updated);
    this.#draw(places);
    if (!sameItems(before?.items ?? [], list?.items ?? []) || before?.ranking?.id !== list?.ranking?.id) this.#visible?.renew();
    if (list === null) return;
    const detail = { items: list.items, ranking: list.ranking, source: list.source };
    this.dispatchEvent(first ? new TasteReadyEvent(detail) : new TasteChangeEvent(detail));
  }

  #follow(answer: Answer): void {
    if (this.#answer === answer) return;
    this.#answer = answer;
    if (this.#settings?.consent === 'ask') this.#draw();
  }

  #fail(error: Error, fatal: boolean): void {
    this.#report(error);
    if (!fatal || this.#declared || this.#list) return;
    this.#become('error');
    this.#draw();
  }

  /** Never thrown at the page: it hears of it, and whoever builds the page reads it. Each thing once. */
  #report(error: Error): void {
    this.#error = error;
    if (this.#reported.has(error.message)) return;
    this.#reported.add(error.message);
    console.warn(`<taste-rail>: ${error.message}`);
    this.dispatchEvent(new TasteErrorEvent({ error }));
  }

  #become(status: RailStatus): void {
    this.#status = status;
    const { states } = this.#internals;
    states.clear();
    states.add(status);
    if (this.#list?.source === 'popular') states.add('popular');
  }

  /** Cleared after it was read out, for a screen reader that passes by later. */
  #say(words: string): void {
    this.#said = words;
    setTimeout(() => {
      this.#said = '';
      this.#draw();
    }, SAID_MS);
  }

  /** `before`: where the cards stood, if they are to travel. */
  #draw(before: Places | null = null): void {
    const settings = this.#settings;
    if (!settings) return;
    if (this.#declared) {
      this.#visible?.watch(this.#cards());
      return;
    }
    const focused = this.#root.activeElement;
    const focusedCard = focused?.closest<HTMLElement>('.card') ?? null;
    const place = Number(focusedCard?.dataset.position ?? -1);
    const viewport = this.#root.querySelector<HTMLElement>('.viewport');
    const scrolled = viewport?.scrollLeft ?? 0;
    if (before) viewport?.style.removeProperty('scroll-snap-type');

    patchDom(this.#root, [railView({ view: this.#view(settings) })]);

    if (before && viewport) {
      viewport.scrollLeft = scrolled;
      this.#parts?.travel(before, this.#places() ?? new Map(), this.#root.querySelector('.ghosts'));
    }
    if (focused instanceof HTMLElement && this.#root.activeElement !== focused) {
      if (focused.isConnected && focused.checkVisibility({ visibilityProperty: true })) focused.focus({ preventScroll: true });
      else if (focusedCard && !focusedCard.isConnected) this.#input?.focusCard(Math.min(place, this.items.length - 1), { reveal: false });
    }
    this.#visible?.watch(this.#cards());
    this.#notice();
  }

  /** A row snaps while the visitor scrolls it, and not else: it would follow the card it is snapped to, when that has another place. */
  readonly #snap = ({ type, target }: Event): void => {
    const viewport = target instanceof Element ? target.closest<HTMLElement>('.viewport') : null;
    if (type === 'scrollend') viewport?.style.removeProperty('scroll-snap-type');
    else viewport?.style.setProperty('scroll-snap-type', 'x proximity');
  };

  #cards(): NodeListOf<HTMLElement> {
    return this.#root.querySelectorAll('.viewport > .cards > .card[data-item-id]');
  }

  #view(settings: RailSettings): RailView {
    const { renderItem } = this.given;
    const drawsOwn = typeof renderItem === 'function';
    if (this.#own) this.#own.renderer = drawsOwn ? renderItem : null;
    // The usual cards would only be in the way of the site's own.
    const status = drawsOwn && !this.#own && this.#status === 'ready' ? 'loading' : this.#status;
    const items = this.items;
    const rail = settings.layout === 'rail';
    const tabStop = items.some(({ id }) => id === this.#tabStop) ? this.#tabStop : (items[0]?.id ?? null);
    const parts = this.#parts;
    const styles = getComputedStyle(this);
    const letters = parts?.letterWidth(styles.getPropertyValue('--taste-display') || DISPLAY_FACE);
    return {
      status,
      layout: settings.layout,
      texts: this.#texts,
      heading: settings.heading ?? this.#name(settings),
      name: settings.heading || this.#name(settings),
      items,
      limit: settings.limit,
      itemUrl: settings.itemUrl,
      answer: settings.consent === 'ask' && !this.given.recommender ? this.#answer : null,
      hidden: this.#hidden,
      tabStop: rail ? tabStop : null,
      said: this.#said,
      rtl: styles.direction === 'rtl',
      because: settings.request.because === true,
      cover: parts && ((item) => parts.coverView(item, letters)),
      broken: this.#broken,
      own: this.#own?.draw(items, { surface: settings.surface, layout: settings.layout, locale: this.#texts.lang }) ?? NONE,
    };
  }

  #name({ request }: RailSettings): string {
    if (this.#list?.source === 'popular') return this.#texts.popular;
    const because = this.#list?.because;
    if (because) return this.#texts.because(because.type, shortTitleOf(because.item));
    return request.item === undefined && !request.because ? this.#texts.forYou : this.#texts.related;
  }

  #places(): Places | null {
    const list = this.#root.querySelector('.viewport > .cards');
    return list && this.#parts ? this.#parts.measurePlaces(list) : null;
  }

  /** What a row leaves unseen. */
  #notice(): void {
    const viewport = this.#root.querySelector('.viewport');
    let hidden: RailView['hidden'] = null;
    if (viewport && this.#settings?.layout === 'rail' && this.#status === 'ready') {
      const most = viewport.scrollWidth - viewport.clientWidth;
      const at = Math.abs(viewport.scrollLeft);
      if (most > 1) hidden = { before: at > 1, after: at < most - 1 };
    }
    if (hidden?.before === this.#hidden?.before && hidden?.after === this.#hidden?.after) return;
    this.#hidden = hidden;
    this.#draw();
  }

  #missImage(image: EventTarget | null): void {
    if (!(image instanceof HTMLImageElement)) return;
    const id = image.closest<HTMLElement>('.card')?.dataset.itemId;
    if (id === undefined) return;
    this.#broken.add(id);
    this.#draw();
  }

  #select(card: HTMLElement, originalEvent: MouseEvent): void {
    const chosen = this.#entry(card.dataset.itemId ?? '') ?? declaredItem(card);
    const event = new TasteSelectEvent({ ...chosen, originalEvent });
    this.dispatchEvent(event);
    if (event.defaultPrevented) return;
    const { item, position, rankingId, surface } = chosen;
    const shown = this.#visible?.beside(item.id) ?? [];
    this.#engine?.record({ item: item.id, type: 'click', position, surface, ...(rankingId !== null && { rankingId }), ...(shown.length > 0 && { shown }) });
  }

  #impress(id: string): void {
    const card = [...this.#cards()].find(({ dataset }) => dataset.itemId === id);
    const entry = this.#entry(id) ?? (card && declaredItem(card));
    if (entry) this.dispatchEvent(new TasteImpressionEvent(entry));
  }

  /** An item of the list, as events tell of it. */
  #entry(id: string): { item: Item; position: number; rankingId: string | null; surface: string } | null {
    const position = this.items.findIndex((item) => item.id === id);
    if (position < 0) return null;
    return { item: this.items[position], position, rankingId: this.ranking?.id ?? null, surface: this.#settings?.surface ?? 'for-you' };
  }

  #choose(consent: Exclude<Consent, 'ask'>): void {
    const pressed = this.#root.activeElement;
    void this.answerConsent(consent).then(() => {
      // The pressed button is out of sight; the focus stays with the row.
      if (pressed?.matches('[data-consent]') && !pressed.checkVisibility({ visibilityProperty: true })) this.#root.querySelector<HTMLElement>('.consent-row:not(.away) [data-consent]')?.focus();
    });
  }

  #holdTabStop(id: string): void {
    if (id === this.#tabStop) return;
    this.#tabStop = id;
    this.#draw();
  }
}

type Parts = typeof import('./rail-parts.ts');
const NONE: ReadonlySet<string> = new Set();

/** How long a screen reader has to read a word out, and cards to travel. */
const SAID_MS = 2000;

/** What a card that a server drew says of its item, while there is no list. */
function declaredItem(card: HTMLElement): { item: Item; position: number; rankingId: null; surface: string } {
  const url = card.querySelector('a.link')?.getAttribute('href');
  const extra: Record<string, string> = url ? { url } : {};
  const item = { id: card.dataset.itemId ?? '', title: card.querySelector('.title')?.textContent ?? '', genres: [], year: null, extra };
  return { item, position: Number(card.dataset.position), rankingId: null, surface: 'for-you' };
}

function sameItems(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every(({ id }, i) => id === b[i].id);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

declare global {
  interface HTMLElementTagNameMap {
    'taste-rail': TasteRail;
  }
}
