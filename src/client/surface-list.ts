/** One surface's list: what is asked of the recommender for it. */
import { OptionError } from '../errors.ts';
import { type EventType, type Item, type RankedItem, type Ranking } from '../types.ts';
import { checkLimit } from './check-options.ts';
import { type Recommender } from './recommender.ts';
import { type SurfaceRequest } from './surface-request.ts';

const LONGEST = 1000;
/** A filter that refuses more items than this is given what came until then. */
const MOST_REFUSED = 5000;
/** What says that the visitor took an item, and what says that it was not for them. */
const TOOK: readonly EventType[] = ['like', 'purchase', 'dwell', 'click'];
const AGAINST: readonly EventType[] = ['dislike', 'dismiss'];

/** What a list is made of, beside what the request says. */
export interface ListWanted {
  request: SurfaceRequest;
  surface: string;
  /** Ids left out, those of the request included. */
  exclude: readonly string[];
  passes: (item: Item) => boolean;
}

const KNOWN: Record<keyof SurfaceRequest, true> = { surface: true, limit: true, item: true, because: true, exclude: true, excludeSurfaces: true, filter: true, rules: true, explore: true };

/** How long a list is asked for. @throws OptionError for a field that is none, and for a limit out of range */
export function limitOf(request: SurfaceRequest): number {
  const unknown = Object.keys(request).find((name) => !(name in KNOWN));
  if (unknown !== undefined) throw new OptionError(unknown, `is nothing to ask a surface for; there are ${Object.keys(KNOWN).join(', ')}`);
  return checkLimit(request.limit ?? 20);
}

/** A list made for the visitor. What does not pass is left out by the engine, so that pins and limits of groups hold of what is shown. */
export async function listForYou(recommender: Recommender, { request, surface, exclude, passes }: ListWanted): Promise<Ranking> {
  const limit = limitOf(request);
  const { rules, explore } = request;
  const left = [...exclude];
  for (let wanted = limit; ; ) {
    const ranking = await recommender.rank({ limit: wanted, exclude: left, rules, surface, explore });
    const [fits, refused] = parted(ranking.items, passes);
    left.push(...refused.map(({ item }) => item.id));
    if ((refused.length === 0 && wanted === limit) || left.length - exclude.length > MOST_REFUSED) return beginning(ranking, fits, limit);
    const enough = fits.length >= limit || ranking.items.length < wanted;
    wanted = enough ? limit : Math.min(LONGEST, wanted * 4);
  }
}

/** A list like one item. */
export async function listLike(recommender: Recommender, item: string, { request, surface, exclude, passes }: ListWanted): Promise<Ranking> {
  const limit = limitOf(request);
  const { deny = [], allow } = request.rules ?? {};
  const out = new Set([...exclude, ...deny]);
  const only = allow && new Set(allow);
  const mayAppear = (related: Item) => !out.has(related.id) && (only?.has(related.id) ?? true) && passes(related);
  for (let wanted = limit + Math.min(out.size, limit); ; wanted *= 4) {
    const most = Math.min(LONGEST, wanted);
    const ranking = await recommender.related(item, { limit: most });
    const [fits] = parted(ranking.items, mayAppear);
    if (fits.length >= limit || ranking.items.length < most || most === LONGEST) return { ...beginning(ranking, fits, limit), surface };
  }
}

/** What the visitor did, as far as a list because of it needs to know. */
export interface Took {
  /** What they took last and did not turn against later; null where there is nothing. */
  last: { item: Item; type: EventType } | null;
  /** Ids of all they had to do with; not of what they only passed over. */
  met: string[];
}

/** @param hidden ids of items they do not want to see */
export async function whatTheyTook(recommender: Recommender, hidden: readonly string[]): Promise<Took> {
  const history = await recommender.history.list();
  const against = new Set(hidden);
  let last: Took['last'] = null;
  for (const { item, itemId, type } of history) {
    if (AGAINST.includes(type)) against.add(itemId);
    if (!last && item && TOOK.includes(type) && !against.has(itemId)) last = { item, type };
  }
  return { last, met: history.filter(({ type }) => type !== 'skip').map(({ itemId }) => itemId) };
}

/** The first `limit` of these items of a ranking, with places of their own. */
export function beginning(ranking: Ranking, items: RankedItem[], limit: number): Ranking {
  if (items.length === ranking.items.length && items.length <= limit) return ranking;
  return { ...ranking, items: items.slice(0, limit).map((entry, position) => ({ ...entry, position })) };
}

function parted(items: readonly RankedItem[], passes: (item: Item) => boolean): [fits: RankedItem[], refused: RankedItem[]] {
  const fits: RankedItem[] = [];
  const refused: RankedItem[] = [];
  for (const entry of items) (passes(entry.item) ? fits : refused).push(entry);
  return [fits, refused];
}
