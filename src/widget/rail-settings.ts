import { type Recommender } from '../client/recommender.ts';
import { type SurfaceRequest } from '../client/surface-request.ts';
import { OptionError } from '../errors.ts';
import { type Item, type RankRules } from '../types.ts';
import { type RailTexts } from './texts/rail-texts.ts';

export const LAYOUTS = ['rail', 'grid', 'list'] as const;
export type Layout = (typeof LAYOUTS)[number];

export const CONSENTS = ['granted', 'ask', 'session-only', 'off'] as const;
export type Consent = (typeof CONSENTS)[number];

/** What a card stands on, for a site that draws its own. */
export interface ItemContext {
  /** Counted from 0, when it was drawn. */
  position: number;
  surface: string;
  layout: Layout;
  /** The language of the element's texts. */
  locale: string;
}

/** Draws an item. Called once while the item stands in the list; the node is a child of the element, so the page's own styles hold. */
export type RenderItem = (item: Item, context: ItemContext) => Node;

/** What attributes cannot say. */
export interface RailProperties {
  exclude?: readonly string[] | null;
  excludeSurface?: readonly string[] | null;
  filter?: ((item: Item) => boolean) | null;
  rules?: RankRules | null;
  renderItem?: RenderItem | null;
  texts?: Partial<RailTexts> | null;
  worker?: (() => Worker) | null;
  initial?: readonly Item[] | null;
  recommender?: Recommender | null;
}

/** What an element is to show, and by whose means. */
export interface RailSettings {
  bundle: string | null;
  integrity: string | undefined;
  namespace: string | undefined;
  consent: Consent | undefined;
  honourGpc: boolean;
  surface: string;
  limit: number;
  layout: Layout;
  eager: boolean;
  /** Null: the one of its kind. Empty: none. */
  heading: string | null;
  /** The address of an item's page, `{id}` in it standing for the id, where the catalogue has no `url`. */
  itemUrl: string | null;
  request: SurfaceRequest;
}

const DEFAULT_LIMIT = 20;
const LONGEST_LIST = 1000;

/**
 * Reads attributes and properties. A value that is none is told of as a fault, and the default stands in for it: a slip
 * in a page's markup costs a visitor nothing.
 */
export function readSettings(attribute: (name: string) => string | null, given: RailProperties): { settings: RailSettings; faults: OptionError[] } {
  const faults: OptionError[] = [];
  const fault = (name: string, expected: string, got: unknown) => void faults.push(new OptionError(name, `expected ${expected}, got ${typeof got === 'string' ? JSON.stringify(got) : typeof got}`));

  const text = (name: string) => attribute(name)?.trim() || undefined;
  const oneOf = <T extends string>(name: string, values: readonly T[]): T | undefined => {
    const value = text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    const found = values.find((known) => known === value);
    if (!found) fault(name, `one of ${values.join(', ')}`, value);
    return found;
  };
  const number = (name: string, expected: string, isRight: (value: number) => boolean): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (isRight(Number(value))) return Number(value);
    fault(name, expected, value);
    return undefined;
  };
  const ids = (name: string, own: readonly string[] | null | undefined): readonly string[] | undefined => {
    if (own === null || own === undefined) return splitIds(attribute(name));
    if (Array.isArray(own) && own.every((id) => typeof id === 'string')) return own;
    fault(name, 'a list of ids', own);
    return undefined;
  };
  const call = <K extends 'filter' | 'worker' | 'renderItem'>(name: K): RailProperties[K] => {
    if (given[name] === null || given[name] === undefined || typeof given[name] === 'function') return given[name];
    fault(name, 'a function', given[name]);
    return undefined;
  };

  const item = text('item');
  const because = attribute('because') !== null;
  const surface = text('surface') ?? (item !== undefined ? 'related' : because ? 'because' : 'for-you');
  const limit = number('limit', `a whole number from 1 to ${LONGEST_LIST}`, (n) => Number.isInteger(n) && n >= 1 && n <= LONGEST_LIST) ?? DEFAULT_LIMIT;
  const explore = number('explore', 'a number from 0, the list the model makes, to 1', (n) => n >= 0 && n <= 1);
  const exclude = ids('exclude', given.exclude);
  const excludeSurfaces = ids('exclude-surface', given.excludeSurface);
  const filter = call('filter') ?? undefined;
  call('worker');
  call('renderItem');

  const request: SurfaceRequest = { surface, limit };
  if (item !== undefined) request.item = item;
  else if (because) request.because = true;
  if (exclude) request.exclude = exclude;
  if (excludeSurfaces) request.excludeSurfaces = excludeSurfaces;
  if (filter) request.filter = filter;
  if (given.rules) request.rules = given.rules;
  if (explore !== undefined) request.explore = explore;

  const bundle = text('bundle') ?? null;
  if (bundle === null && !given.recommender) fault('bundle', 'the URL of a bundle’s folder, such as /bundles/movies/', attribute('bundle') ?? undefined);
  return {
    settings: {
      bundle,
      integrity: text('integrity'),
      namespace: text('namespace'),
      consent: text('consent') === undefined ? undefined : (oneOf('consent', CONSENTS) ?? 'off'),
      honourGpc: attribute('honour-gpc') !== null,
      surface,
      limit,
      layout: oneOf('layout', LAYOUTS) ?? 'rail',
      eager: attribute('eager') !== null,
      heading: attribute('heading'),
      itemUrl: text('item-url') ?? null,
      request,
    },
    faults,
  };
}

/** Ids that are separated by commas or spaces. */
export function splitIds(text: string | null): string[] | undefined {
  return text?.split(/[\s,]+/).filter((id) => id !== '');
}
