import { type Explanation, type SharedFeature } from '../client/recommender.ts';
import { type Item, type Steering } from '../types.ts';
import { msWords, stepWords } from './words.ts';

/** Nats below which nobody would see a difference in the list. */
const NOTICEABLE = 0.05;
const FEATURES = 4;

export function effectWords(value: number): string {
  if (Math.abs(value) < NOTICEABLE) return 'hardly mattered';
  return value > 0 ? 'raised it' : 'lowered it';
}

/** "Without Alien this would be at rank 57." `title`: null where something else was done to it, too. */
export function withoutWords(title: string | null, rankWithout: number | null, rank: number): string {
  if (rankWithout === null) return '';
  const [without, it] = title === null ? ['that', 'it'] : [title, 'this'];
  return `Without ${without} ${it} would ${rankWithout === rank ? 'still ' : ''}be at rank ${number(rankWithout)}.`;
}

/** "In common: Sci-Fi, Horror, 1970s" */
export function featureWords(features: readonly SharedFeature[]): string {
  return features.length === 0 ? '' : `In common: ${features.slice(0, FEATURES).map(({ name }) => name).join(', ')}`;
}

/** "You asked for more Sci-Fi and less Drama." What was asked for adds to the score, beside all that was done. */
export function askedWords({ genres: wishes }: Pick<Steering, 'genres'>, { genres }: Pick<Item, 'genres'>): string {
  const asked = genres.filter((name) => (wishes[name] ?? 0) !== 0).map((name) => `${stepWords(wishes[name])} ${name}`);
  return asked.length === 0 ? '' : `You asked for ${asked.join(' and ')}.`;
}

/** "Rank 3 of 9,742 for you, 805 for someone new." `asked`: the list shown is in another order, as the visitor asked. */
export function rankWords({ rank, startRank }: Pick<Explanation, 'rank' | 'startRank'>, items: number, asked: boolean): string {
  return `Rank ${number(rank)} of ${number(items)} for you, ${number(startRank)} for someone new${asked ? ', both without what you asked for' : ''}.`;
}

/** How sure the bars are, in terms of what can be seen of them. */
export function errorWords({ exact, standardError, contributions, explainMs }: Pick<Explanation, 'exact' | 'standardError' | 'contributions' | 'explainMs'>): string {
  const device = `on your device in ${msWords(explainMs)} ms`;
  if (exact) return `Worked out ${device}.`;
  const longest = Math.max(...contributions.map(({ value }) => Math.abs(value)), Number.EPSILON);
  const share = Math.ceil((100 * 2 * standardError) / longest);
  return `Estimated ${device}: each bar is right to about ${Math.min(share, 100)} % of the longest.`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
