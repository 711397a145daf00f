/** From a site's rules and a visitor's wishes, which speak of ids and genres, to what a ranking is made with. */
import { type SparseScores } from '../../kernels/scorer.ts';
import { type RankRules, type Steering } from '../../types.ts';
import { type ItemGroups } from './item-groups.ts';
import { type SteeredOptions } from './steered-rank.ts';

/** Nats that a step of more or less of a genre is worth: what it does to lists is measured in docs/STEERING.md. */
const GENRE_STEP = 1.5;

export interface RuleContext {
  /** The index of an id; undefined where the bundle does not know it. */
  indexOf: (id: string) => number | undefined;
  groups: Pick<ItemGroups, 'having' | 'valuesOf'>;
}

/** The rules of one ranking on top of a site's own: field by field they take their place, but what either denies is denied. */
export function mergeRules(site: RankRules, own: RankRules): RankRules {
  return { ...site, ...own, deny: [...(site.deny ?? []), ...(own.deny ?? [])] };
}

/** Whether genres count, so that every item's text is needed. */
export function needsGenres({ boost }: RankRules, { genres }: Pick<Steering, 'genres'>): boolean {
  return Object.keys(boost?.genres ?? {}).length > 0 || Object.keys(genres).length > 0;
}

/** What is not known is passed over. `exclude`: indices left out in any case. */
export function applyRules(rules: RankRules, { explore, genres, hidden }: Steering, { indexOf, groups }: RuleContext): Omit<SteeredOptions, 'limit'> {
  const indices = (ids: readonly string[]) => ids.map((id) => indexOf(id)).filter((item) => item !== undefined);
  return {
    explore,
    exclude: [...indices(hidden), ...indices(rules.deny ?? [])],
    pins: (rules.pin ?? []).flatMap(({ item: id, position }) => {
      const item = indexOf(id);
      return item === undefined ? [] : [{ item, position }];
    }),
    allow: rules.allow && new Set(indices(rules.allow)),
    limits: Object.entries(rules.atMost ?? {}).map(([field, count]) => ({ count, valuesOf: (item: number) => groups.valuesOf(field, item) })),
    boost: boosts(),
  };

  function boosts(): SparseScores {
    const nats = new Map<number, number>();
    const add = (item: number, by: number) => nats.set(item, (nats.get(item) ?? 0) + by);
    for (const [id, by] of Object.entries(rules.boost?.items ?? {})) for (const item of indices([id])) add(item, by);
    for (const [genre, by] of Object.entries(rules.boost?.genres ?? {})) for (const item of groups.having(genre)) add(item, by);
    for (const [genre, steps] of Object.entries(genres)) for (const item of groups.having(genre)) add(item, GENRE_STEP * steps);
    return { items: Int32Array.from(nats.keys()), values: Float32Array.from(nats.values()) };
  }
}
