/** From contributions by item number to the explanation a page shows. */
import { type Bundle } from '../bundle/bundle.ts';
import { type ScoreExplanation } from '../session/explain.ts';
import { type Item } from '../types.ts';
import { type Contribution, type Explanation, type SharedFeature } from './explanation.ts';

/** So many of the events, the largest first, are told what the rank would be without them: each costs a ranking. */
export const RANKED_EVENTS = 10;

/** All but the sentence. Texts that cannot be fetched are left out. @throws AbortedError */
export async function explanationOf(
  index: number,
  { contributions: all, score, startScore, learned, exact, rank, startRank }: ScoreExplanation,
  limit: number,
  { items }: Pick<Bundle, 'items'>,
  signal: AbortSignal,
): Promise<Omit<Explanation, 'sentence' | 'explainMs'>> {
  const shown = all.slice(0, limit);
  try {
    await items.loadText(new Set([index, ...shown.map(({ event }) => event.item)]), signal);
  } catch (error) {
    if (signal.aborted) throw error;
  }
  const textOf = (at: number) => (items.hasText(at) ? items.text(at) : null);
  const contributions = shown.map(({ event, value, standardError, rankWithout }) => {
    return { eventId: event.id, type: event.type, itemId: items.ids.at(event.item), item: textOf(event.item), value, standardError, rankWithout };
  });
  const item = textOf(index);
  return {
    itemId: items.ids.at(index),
    item,
    score,
    startScore,
    learned,
    contributions,
    rest: { events: all.length - shown.length, value: all.slice(limit).reduce((sum, { value }) => sum + value, 0) },
    exact,
    standardError: all.reduce((most, { standardError }) => Math.max(most, standardError), 0),
    features: item ? sharedFeatures(item, contributions) : [],
    rank,
    startRank,
  };
}

/** Genres and decade of the item that events which raised it share. */
export function sharedFeatures(item: Item, contributions: readonly Pick<Contribution, 'eventId' | 'item' | 'value'>[]): SharedFeature[] {
  const features = featuresOf(item).map((feature) => ({ ...feature, value: 0, eventIds: [] as number[] }));
  for (const { eventId, item: other, value } of contributions) {
    if (!other || value <= 0) continue;
    const names = new Set(featuresOf(other).map(({ name }) => name));
    for (const feature of features) {
      if (!names.has(feature.name)) continue;
      feature.value += value;
      feature.eventIds.push(eventId);
    }
  }
  return features.filter(({ eventIds }) => eventIds.length > 0).sort((a, b) => b.value - a.value);
}

function featuresOf({ genres, year }: Item): Pick<SharedFeature, 'kind' | 'name'>[] {
  const decade = year === null ? [] : [{ kind: 'decade' as const, name: `${Math.floor(year / 10) * 10}s` }];
  return [...genres.map((name) => ({ kind: 'genre' as const, name })), ...decade];
}
