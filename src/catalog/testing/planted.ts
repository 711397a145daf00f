/** A small data set whose truth is known, for tests: what a recommender ought to find is planted in it. */
import { Sfc32, shuffle } from '../../random.ts';

export interface PlantedOptions {
  /** Default: 1. */
  seed?: number;
  /** Default: 200. */
  users?: number;
  /** Taste groups, each a genre. Default: 6. */
  groups?: number;
  /** Items of each group that may be chosen. Default: 40. */
  itemsPerGroup?: number;
  /** Items of each group that stand in the items file and are never chosen. Default: 2. */
  coldPerGroup?: number;
  /** Events of a user are uniform in [minEvents, maxEvents]; both less than the number of items. Default: 10 and 30. */
  minEvents?: number;
  maxEvents?: number;
  /** Share of events on any item of the catalogue, by popularity. Default: 0.1. */
  noise?: number;
  /** Share of the other events that follow the planted successor of the event before. Default: 0.6. */
  sequence?: number;
  /** Share of users with a second genre. Default: 0.4. */
  twoTastes?: number;
}

export interface Planted {
  /** CSV text `user,item,rating,timestamp`, rows shuffled; times ascend within a user. */
  interactions: string;
  /** CSV text `item,title,genres,year`, groups interleaved. */
  items: string;
  truth: PlantedTruth;
}

/** Items are numbered in the order of the items file, users `u0`, `u1`, … by their number. */
export interface PlantedTruth {
  itemIds: string[];
  userIds: string[];
  /** `[items]`: the group of each item. */
  groupOf: number[];
  /** `[items]`: the item that tends to follow, of the same group; -1 for a cold item. Following it visits the whole group. */
  nextOf: number[];
  /** `[users]`: the one or two groups a user likes. */
  tastesOf: number[][];
  /** `[items]`: weight of an item where popularity decides (Zipf within its group); 0 for a cold item. */
  popularity: number[];
  /** `[users]`: items in the order of time, each at most once. */
  histories: number[][];
}

const DEFAULTS: Required<PlantedOptions> = {
  seed: 1,
  users: 200,
  groups: 6,
  itemsPerGroup: 40,
  coldPerGroup: 2,
  minEvents: 10,
  maxEvents: 30,
  noise: 0.1,
  sequence: 0.6,
  twoTastes: 0.4,
};

const GENRES = ['Drama', 'Comedy', 'Action', 'Horror', 'Romance', 'Western', 'Fantasy', 'Noir'];

/** Equal options give equal texts. @throws RangeError where the catalogue is too small for the events */
export function planted(options: PlantedOptions = {}): Planted {
  const settings = { ...DEFAULTS, ...options };
  if (settings.maxEvents >= settings.groups * settings.itemsPerGroup) {
    throw new RangeError('maxEvents must be less than groups × itemsPerGroup');
  }
  const random = new Sfc32(settings.seed);
  const catalogue = plantItems(settings, random);
  const tastesOf = Array.from({ length: settings.users }, () => plantTastes(settings, random));
  const histories = tastesOf.map((tastes) => plantHistory(tastes, catalogue, settings, random));
  const truth = { ...catalogue, userIds: tastesOf.map((_, user) => `u${user}`), tastesOf, histories };
  return { interactions: interactionsText(truth, random), items: itemsText(truth, random), truth };
}

type Catalogue = Pick<PlantedTruth, 'itemIds' | 'groupOf' | 'nextOf' | 'popularity'>;

/** Item i belongs to group i mod groups; the last rounds are cold. */
function plantItems({ groups, itemsPerGroup, coldPerGroup }: Required<PlantedOptions>, random: Sfc32): Catalogue {
  const count = groups * (itemsPerGroup + coldPerGroup);
  const groupOf = Array.from({ length: count }, (_, item) => item % groups);
  const nextOf = groupOf.map(() => -1);
  const popularity = groupOf.map(() => 0);
  for (let group = 0; group < groups; group++) {
    const warm = Array.from({ length: itemsPerGroup }, (_, round) => group + round * groups);
    shuffle(warm, random).forEach((item, place) => (nextOf[item] = warm[(place + 1) % warm.length]));
    shuffle([...warm], random).forEach((item, rank) => (popularity[item] = 1 / (rank + 1)));
  }
  return { itemIds: groupOf.map((_, item) => `i${item}`), groupOf, nextOf, popularity };
}

function plantTastes({ groups, twoTastes }: Required<PlantedOptions>, random: Sfc32): number[] {
  const first = random.below(groups);
  if (groups === 1 || random.uniform() >= twoTastes) return [first];
  return [first, (first + 1 + random.below(groups - 1)) % groups];
}

function plantHistory(tastes: number[], catalogue: Catalogue, settings: Required<PlantedOptions>, random: Sfc32): number[] {
  const { groupOf, nextOf, popularity } = catalogue;
  const length = settings.minEvents + random.below(settings.maxEvents - settings.minEvents + 1);
  const seen = new Set<number>();
  let last = -1;
  while (seen.size < length) {
    const wanders = random.uniform() < settings.noise;
    const follows = last >= 0 && tastes.includes(groupOf[last]) && random.uniform() < settings.sequence;
    const next = follows && !wanders ? nextOf[last] : -1;
    const group = tastes[random.below(tastes.length)];
    const open = (item: number) => !seen.has(item) && (wanders || groupOf[item] === group);
    const unseen = (item: number) => !seen.has(item);
    last = next >= 0 && unseen(next) ? next : (draw(popularity, open, random) ?? draw(popularity, unseen, random) ?? -1);
    seen.add(last);
  }
  return [...seen];
}

/** An item among the open ones, with a chance in proportion to its weight. */
function draw(weights: readonly number[], open: (item: number) => boolean, random: Sfc32): number | undefined {
  const candidates = weights.flatMap((weight, item) => (weight > 0 && open(item) ? [item] : []));
  let rest = candidates.reduce((sum, item) => sum + weights[item], 0) * random.uniform();
  return candidates.find((item) => (rest -= weights[item]) < 0) ?? candidates.at(-1);
}

/** Liked groups are rated 4 or 5, others 1 to 3. */
function interactionsText({ userIds, itemIds, groupOf, tastesOf, histories }: PlantedTruth, random: Sfc32): string {
  const rows = histories.flatMap((history, user) => {
    let time = 1_500_000_000 + random.below(10_000_000);
    return history.map((item) => {
      time += 1 + random.below(86_400);
      const rating = tastesOf[user].includes(groupOf[item]) ? 4 + random.below(2) : 1 + random.below(3);
      return `${userIds[user]},${itemIds[item]},${rating},${time}`;
    });
  });
  return `user,item,rating,timestamp\n${shuffle(rows, random).join('\n')}\n`;
}

function itemsText({ itemIds, groupOf }: Pick<PlantedTruth, 'itemIds' | 'groupOf'>, random: Sfc32): string {
  const rows = itemIds.map((id, item) => {
    const genre = GENRES[groupOf[item]] ?? `Genre ${groupOf[item]}`;
    return `${id},"${genre}, no. ${item}",${genre},${1950 + random.below(70)}`;
  });
  return `item,title,genres,year\n${rows.join('\n')}\n`;
}
