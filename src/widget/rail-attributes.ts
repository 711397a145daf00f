import { type Recommender } from '../client/recommender.ts';
import { type Item, type RankRules } from '../types.ts';
import { type Consent, type Layout, type RailProperties, type RenderItem, splitIds } from './rail-settings.ts';
import { type RailTexts } from './texts/rail-texts.ts';

/** A server that imports this module for `railHtml` has no elements. */
const Base = typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/** Attributes, and the kind of their properties. */
const ATTRIBUTES = {
  bundle: 'text',
  integrity: 'text',
  namespace: 'text',
  surface: 'text',
  limit: 'number',
  layout: 'text',
  item: 'text',
  because: 'flag',
  exclude: 'ids',
  'exclude-surface': 'ids',
  explore: 'number',
  consent: 'text',
  'honour-gpc': 'flag',
  locale: 'text',
  heading: 'text',
  'item-url': 'text',
  eager: 'flag',
} as const;
const GIVEN = ['filter', 'rules', 'renderItem', 'texts', 'worker', 'initial', 'recommender'] as const;

/** What a rail is told: attributes for strings, with properties that reflect them, and properties for everything else. */
export abstract class RailAttributes extends Base {
  // `lang` and `dir` are every element's.
  static readonly observedAttributes: readonly string[] = [...Object.keys(ATTRIBUTES), 'lang', 'dir'];

  /** URL of the bundle's folder, relative to the page. */
  declare bundle: string | null;
  /** `sha256-<hex>` of `bundle.json`; through it every file is pinned. */
  declare integrity: string | null;
  /** Separates histories of one site. Default: the bundle's name. */
  declare namespace: string | null;
  /** A name for where the rail stands. Default `for-you`; `related` with `item`, `because` with `because`. */
  declare surface: string | null;
  /** How many items: 1 to 1,000. Default 20. */
  declare limit: number | null;
  /** `rail`, a row that scrolls; `grid`; or `list`. Default `rail`. */
  declare layout: Layout | null;
  /** The id of an item that the list is to be related to. */
  declare item: string | null;
  /** Relates the list to what the visitor took last. */
  declare because: boolean;
  /** Ids left out. The attribute separates them by commas or spaces. */
  declare exclude: readonly string[] | null;
  /** Surfaces of this page whose items are left out. */
  declare excludeSurface: readonly string[] | null;
  /** From 0, the list the model makes, to 1, as varied as can be; where the visitor steers, theirs counts. */
  declare explore: number | null;
  /** Whether lists may be personal: `granted` (the default), `ask` the visitor, `session-only`, or `off`. */
  declare consent: Consent | null;
  /** Whether a visitor's Global Privacy Control makes `session-only` of `granted`. */
  declare honourGpc: boolean;
  /** The language of the element's words. Default: that of the nearest `lang`, else the browser's. */
  declare locale: string | null;
  /** The heading. Default: one of its kind, such as "For you". */
  declare heading: string | null;
  /** The address of an item's page where the catalogue has no `url`; `{id}` in it stands for the id. */
  declare itemUrl: string | null;
  /** Starts at once, wherever on the page it stands, and on devices that asked to save data, too. */
  declare eager: boolean;
  /** Asked of every item on this page; the list is filled up with others. */
  declare filter: ((item: Item) => boolean) | null;
  /** What the site wants of the list: `deny`, `pin`, `allow`, `atMost`, `boost`. */
  declare rules: RankRules | null;
  /** Draws the site's own cards. */
  declare renderItem: RenderItem | null;
  /** Some of the element's words, in the site's own. */
  declare texts: Partial<RailTexts> | null;
  /** Makes the engine's worker; for pages that load the element from elsewhere. */
  declare worker: (() => Worker) | null;
  /** What to show before there is a list. */
  declare initial: readonly Item[] | null;
  /** The recommender behind the list: the page's own if it gave one, which then stays its own to close; else that of the bundle, once it is there. */
  declare recommender: Recommender | null;

  /** What attributes cannot say, as it was set. */
  protected readonly given: RailProperties = {};

  static {
    const define = (name: string, get: (rail: RailAttributes) => unknown, set: (rail: RailAttributes, value: unknown) => void) =>
      Object.defineProperty(RailAttributes.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: RailAttributes) {
          return get(this);
        },
        set(this: RailAttributes, value: unknown) {
          set(this, value);
        },
      });
    for (const [attribute, kind] of Object.entries(ATTRIBUTES)) {
      const name = propertyOf(attribute);
      if (kind === 'ids') {
        define(name, (rail) => rail.given[name as 'exclude'] ?? splitIds(rail.getAttribute(attribute)) ?? null, (rail, value) => rail.give(name, value));
      } else {
        define(name, (rail) => read[kind](rail, attribute), (rail, value) => reflect(rail, attribute, value));
      }
    }
    for (const name of GIVEN) define(name, (rail) => rail.given[name] ?? (name === 'recommender' ? rail.running() : null), (rail, value) => rail.give(name, value));
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    // The later word counts.
    delete this.given[propertyOf(name) as 'exclude'];
    this.changed();
  }

  /** Something the element is told is another. */
  protected abstract changed(): void;

  /** The recommender that the element shares. */
  protected abstract running(): Recommender | null;

  /** Takes over what a page set on the element before it was defined. */
  protected takeEarlyProperties(): void {
    for (const name of Object.keys(RailAttributes.prototype)) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name as 'heading'];
      Reflect.deleteProperty(this, name);
      // Now the accessor of the class is reached.
      this[name as 'heading'] = early;
    }
  }

  private give(name: string, value: unknown): void {
    if (this.given[name as 'exclude'] === value) return;
    Object.assign(this.given, { [name]: value });
    this.changed();
  }
}

const read = {
  text: (rail: Element, name: string) => rail.getAttribute(name),
  flag: (rail: Element, name: string) => rail.hasAttribute(name),
  number: (rail: Element, name: string) => {
    const text = rail.getAttribute(name)?.trim() ?? '';
    return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  },
};

function reflect(rail: Element, name: string, value: unknown): void {
  if (typeof value === 'boolean') rail.toggleAttribute(name, value);
  else if (value === null || value === undefined) rail.removeAttribute(name);
  else rail.setAttribute(name, typeof value === 'string' ? value : JSON.stringify(value));
}

/** `exclude-surface`, `excludeSurface` */
function propertyOf(attribute: string): string {
  return attribute.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
