/** A dislike test in words and tables, of any form. */
import { sinceWords } from '../../catalog/split-since.ts';
import { verdictOf } from '../report/comparison.ts';
import { countWords, intervalWords, MISSING, percentWords, signedWords, metricWords } from '../report/number-words.ts';
import { type Change, type DislikeArm, type DislikeTest } from './dislike-test.ts';
import { passes } from './summarise-dislikes.ts';

/** What is asked. */
export function dislikeWords({ settings: { dislikes, list, horizon, cluster } }: DislikeTest): string {
  return (
    `Held-out visitors are replayed to the middle of their events (50 at most). There each dislikes ${dislikes} of the ${list} items the frozen tower recommends, ` +
    `of one kind: among the ${cluster} nearest of one of them by the cosine of the bundle’s factors, of which the visitor takes none in the next ${horizon} events. ` +
    'The same visitors go on without the dislikes, too. Told are the share of that kind in the list of ' +
    `${list} before each of these events, the disliked items themselves in neither, and how well the item that comes is ranked. ` +
    'Intervals are 95 % paired bootstrap intervals over visitors. An arm passes where the share falls for certain, and neither NDCG@10 nor HR@10 does.'
  );
}

/** "412 of 564 test users, 7,310 predictions each way; …" */
export function dislikeCounts({ protocol, since, seed, dataset }: DislikeTest): string {
  const when = since === null ? '' : ` since ${sinceWords(since)}`;
  return `Protocol ${protocol}${when}, seed ${seed}. ${countWords(dataset.visitors)} of ${countWords(dataset.testUsers)} test users, ${countWords(dataset.predictions)} predictions with the dislikes and as many without; ${countWords(dataset.items)} items`;
}

/** Head and rows, names of arms and their verdicts first: what changes of each arm, and how much more than of the tower. */
export function dislikeTable<Name>({ arms, settings }: DislikeTest, nameOf: (arm: DislikeArm) => Name) {
  const share = `top ${settings.list}`;
  return {
    head: ['arm', 'verdict', `kind in ${share}`, 'with dislikes', 'change', '95 %', 'NDCG@10', 'change', '95 %', 'HR@10', 'change', '95 %', 'ms/event'],
    rows: arms.map((arm) => [
      nameOf(arm),
      passes(arm) ? 'passes' : 'fails',
      percentWords(arm.share.without),
      percentWords(arm.share.with),
      ...changeCells(arm.share),
      metricWords(arm.ndcg10.without),
      ...changeCells(arm.ndcg10),
      metricWords(arm.hr10.without),
      ...changeCells(arm.hr10),
      arm.msPerEvent.toFixed(2),
    ]),
  };
}

/** What learning adds: the changes beyond the tower's. */
export function beyondTable<Name>({ arms, settings }: DislikeTest, nameOf: (arm: DislikeArm) => Name) {
  return {
    head: ['beyond the tower', `kind in top ${settings.list}`, '95 %', 'verdict', 'NDCG@10', '95 %', 'verdict', 'HR@10', '95 %', 'verdict'],
    rows: arms.flatMap((arm) => {
      const { beyondTower } = arm;
      if (beyondTower === null) return [];
      return [[nameOf(arm), ...(['share', 'ndcg10', 'hr10'] as const).flatMap((metric) => [...changeCells(beyondTower[metric]), fallOf(beyondTower[metric])])]];
    }),
  };
}

function changeCells({ difference, ci95 }: Change): string[] {
  return [signedWords(difference), intervalWords(ci95) || MISSING];
}

function fallOf({ ci95 }: Change): string {
  return { leads: 'rises', trails: 'falls', tied: 'tied' }[verdictOf(ci95)];
}
