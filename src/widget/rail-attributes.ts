import { type Recommender } from '../client/recommender.ts';
import { type Item, type RankRules } from '../types.ts';
import { type Consent, type Layout, type RailProperties, type RenderItem } from './rail-settings.ts';
import { type RailTexts } from './texts/rail-texts.ts';

/** A server that imports this module for `railHtml` has no elements. */
const Base = typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/** What a rail is told: attributes for strings, with properties that reflect them, and properties for everything else. */
export abstract class RailAttributes extends Base {
  static readonly observedAttributes: readonly string[] = [
    'bundle', 'integrity', 'namespace', 'surface', 'limit', 'layout', 'item', 'because', 'exclude', 'exclude-surface',
    'explore', 'consent', 'locale', 'heading', 'item-url', 'eager', 'lang', 'dir',
  ];

  /** Set before the element was defined, or by properties later. */
  protected readonly given: RailProperties = {};

  /** Something the element is told is another. */
  protected abstract changed(): void;

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    // The later word counts.
    if (name === 'exclude') delete this.given.exclude;
    if (name === 'exclude-surface') delete this.given.excludeSurface;
    this.changed();
  }

  /** URL of the bundle's folder, relative to the page. */
  get bundle(): string | null { return this.getAttribute('bundle'); }
  set bundle(value: string | null) { this.reflect('bundle', value); }

  /** `sha256-<hex>` of `bundle.json`; through it every file is pinned. */
  get integrity(): string | null { return this.getAttribute('integrity'); }
  set integrity(value: string | null) { this.reflect('integrity', value); }

  /** Separates histories of one site. Default: the bundle's name. */
  get namespace(): string | null { return this.getAttribute('namespace'); }
  set namespace(value: string | null) { this.reflect('namespace', value); }

  /** A name for where the rail stands. Default `for-you`; `related` with `item`, `because-you` with `because`. */
  get surface(): string | null { return this.getAttribute('surface'); }
  set surface(value: string | null) { this.reflect('surface', value); }

  /** How many items: 1 to 1,000. Default 20. */
  get limit(): number | null { return this.numberOf('limit'); }
  set limit(value: number | null) { this.reflect('limit', value); }

  /** `rail`, a row that scrolls; `grid`; or `list`. Default `rail`. */
  get layout(): Layout | null { return this.getAttribute('layout') as Layout | null; }
  set layout(value: Layout | null) { this.reflect('layout', value); }

  /** The id of an item that the list is to be related to. */
  get item(): string | null { return this.getAttribute('item'); }
  set item(value: string | null) { this.reflect('item', value); }

  /** Relates the list to what the visitor took last. */
  get because(): boolean { return this.hasAttribute('because'); }
  set because(value: boolean) { this.toggleAttribute('because', value); }

  /** Ids left out. The attribute separates them by commas or spaces. */
  get exclude(): readonly string[] | null { return this.given.exclude ?? this.idsOf('exclude'); }
  set exclude(value: readonly string[] | null) { this.give('exclude', value); }

  /** Surfaces of this page whose items are left out. */
  get excludeSurface(): readonly string[] | null { return this.given.excludeSurface ?? this.idsOf('exclude-surface'); }
  set excludeSurface(value: readonly string[] | null) { this.give('excludeSurface', value); }

  /** From 0, the list the model makes, to 1, as varied as can be; where the visitor steers, theirs counts. */
  get explore(): number | null { return this.numberOf('explore'); }
  set explore(value: number | null) { this.reflect('explore', value); }

  /** Whether lists may be personal: `granted` (the default), `ask` the visitor, `session-only`, or `off`. */
  get consent(): Consent | null { return this.getAttribute('consent') as Consent | null; }
  set consent(value: Consent | null) { this.reflect('consent', value); }

  /** The language of the element's words. Default: that of the nearest `lang`, else the browser's. */
  get locale(): string | null { return this.getAttribute('locale'); }
  set locale(value: string | null) { this.reflect('locale', value); }

  /** The heading. Default: one of its kind, such as "For you". */
  get heading(): string | null { return this.getAttribute('heading'); }
  set heading(value: string | null) { this.reflect('heading', value); }

  /** The address of an item's page where the catalogue has no `url`; `{id}` in it stands for the id. */
  get itemUrl(): string | null { return this.getAttribute('item-url'); }
  set itemUrl(value: string | null) { this.reflect('item-url', value); }

  /** Starts at once, wherever on the page it stands, and on devices that asked to save data, too. */
  get eager(): boolean { return this.hasAttribute('eager'); }
  set eager(value: boolean) { this.toggleAttribute('eager', value); }

  /** Asked of every item on this page; the list is filled up with others. */
  get filter(): ((item: Item) => boolean) | null { return this.given.filter ?? null; }
  set filter(value: ((item: Item) => boolean) | null) { this.give('filter', value); }

  /** What the site wants of the list: `deny`, `pin`, `allow`, `atMost`, `boost`. */
  get rules(): RankRules | null { return this.given.rules ?? null; }
  set rules(value: RankRules | null) { this.give('rules', value); }

  /** Draws the site's own cards. */
  get renderItem(): RenderItem | null { return this.given.renderItem ?? null; }
  set renderItem(value: RenderItem | null) { this.give('renderItem', value); }

  /** Some of the element's words, in the site's own. */
  get texts(): Partial<RailTexts> | null { return this.given.texts ?? null; }
  set texts(value: Partial<RailTexts> | null) { this.give('texts', value); }

  /** Makes the engine's worker; for pages that load the element from elsewhere. */
  get worker(): (() => Worker) | null { return this.given.worker ?? null; }
  set worker(value: (() => Worker) | null) { this.give('worker', value); }

  /** What to show before there is a list. */
  get initial(): readonly Item[] | null { return this.given.initial ?? null; }
  set initial(value: readonly Item[] | null) { this.give('initial', value); }

  /** The recommender behind the list: the page's own if it gave one, which then stays its own to close; else the one of its bundle, once it is there. */
  get recommender(): Recommender | null { return this.given.recommender ?? this.running(); }
  set recommender(value: Recommender | null) { this.give('recommender', value); }

  protected abstract running(): Recommender | null;

  /** Takes over what a page set on the element before it was defined. */
  protected takeEarlyProperties(): void {
    for (const name of Object.getOwnPropertyNames(RailAttributes.prototype)) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name as 'heading'];
      Reflect.deleteProperty(this, name);
      // Now the accessor of the class is reached.
      this[name as 'heading'] = early;
    }
  }

  private give<K extends keyof RailProperties>(name: K, value: RailProperties[K]): void {
    if (this.given[name] === value) return;
    this.given[name] = value;
    this.changed();
  }

  private reflect(name: string, value: string | number | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  private numberOf(name: string): number | null {
    const text = this.getAttribute(name)?.trim() ?? '';
    return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  }

  private idsOf(name: string): string[] | null {
    return this.getAttribute(name)?.split(/[\s,]+/).filter((id) => id !== '') ?? null;
  }
}
