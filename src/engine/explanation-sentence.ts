import { type Contribution, type Explanation } from './explanation.ts';
import { type Item } from '../types.ts';
import { VERBS } from './verbs.ts';

/** All words of the sentence, so that another language is another such table. */
const ENGLISH = {
  did: VERBS,
  and: ' and ',
  because: (done: string) => `Because you ${done}.`,
  lower: (done: string) => `Lower for you, because you ${done}.`,
  learned: 'Because of what this page has learned from you over time.',
  popular: 'Popular with people who are new here.',
  neither: 'Nothing you did says much about this one.',
};

/** What a list of a visitor without events would show on its first pages. */
const POPULAR_RANK = 100;
/** A second event is named where it counts at least this share of the first. */
const WORTH_NAMING = 0.4;
/** Nats that nobody would notice: a hundredth of a score's usual spread. */
const NOTHING = 0.05;

export type Explained = Pick<Explanation, 'contributions' | 'rest' | 'learned' | 'startRank'>;

/**
 * One sentence for the visitor: "Because you opened Alien and liked Blade Runner."
 * @param title What an item is called. Default: its title without the year behind it.
 */
export function explanationSentence(explanation: Explained, title: (item: Item) => string = bareTitle): string {
  const { contributions, rest, learned, startRank } = explanation;
  const events = contributions.reduce((sum, { value }) => sum + value, rest.value);
  const sign = events < 0 ? -1 : 1;
  const strongest = named(contributions, sign);
  const most = strongest.length > 0 ? sign * strongest[0].value : 0;
  if (Math.max(most, sign * events, Math.abs(learned)) < NOTHING) return startRank <= POPULAR_RANK ? ENGLISH.popular : ENGLISH.neither;
  if (learned > Math.max(most, NOTHING)) return ENGLISH.learned;
  if (most < NOTHING) return startRank <= POPULAR_RANK ? ENGLISH.popular : ENGLISH.neither;
  const done = doneTo(strongest.filter(({ value }) => sign * value >= WORTH_NAMING * most).slice(0, 2), title);
  return sign < 0 ? ENGLISH.lower(done) : ENGLISH.because(done);
}

/** The events that work this way, the strongest first, one for each item. */
function named(contributions: readonly Contribution[], sign: number): Contribution[] {
  const seen = new Set<string>();
  return contributions
    .filter(({ value }) => sign * value > 0)
    .sort((a, b) => sign * (b.value - a.value))
    .filter(({ itemId }) => seen.size < seen.add(itemId).size);
}

/** "liked Alien and opened Heat"; "liked Alien and Heat" */
function doneTo(events: readonly Contribution[], title: (item: Item) => string): string {
  return events
    .map(({ type, item, itemId }, at) => {
      const verb = at > 0 && type === events[at - 1].type ? '' : `${ENGLISH.did[type]} `;
      return `${verb}${item ? title(item) : itemId}`;
    })
    .join(ENGLISH.and);
}

function bareTitle({ title, year }: Item): string {
  const end = ` (${year})`;
  return title.endsWith(end) ? title.slice(0, -end.length) : title;
}
