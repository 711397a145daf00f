import { type ArmResult, type Evaluation, type EventBin } from '../evaluation.ts';
import { BINS, whenWords } from './bin-words.ts';
import { compare } from './comparison.ts';
import { byNdcg10, focusArms } from './focus-arms.ts';
import { measured, metricWords } from './number-words.ts';

type Place = 'overall' | EventBin;

/** How sure it is: the paired interval says so; it does not; there is none. */
type Evidence = 'leads' | 'tied' | 'unpaired';

interface Win {
  place: Place;
  ours: ArmResult;
  oursValue: number;
  /** The strongest of the baselines with this evidence here. */
  baseline: ArmResult;
  value: number;
  /** How many more there are. */
  more: number;
}

/** "Where a baseline beats us: …": overall and in every bin, against the frozen model and the one that learns. */
export function baselineWinsWords(evaluation: Evaluation): string {
  const { tower, learner } = focusArms(evaluation);
  const ours = [tower, learner].filter((arm) => arm !== null);
  const baselines = byNdcg10(evaluation.arms).filter(({ kind }) => kind === 'baseline');
  if (ours.length === 0) return 'Where a baseline beats us: nothing of ours was evaluated.';
  if (baselines.length === 0) return 'Where a baseline beats us: there was none to compare with.';

  const wins = (evidence: Evidence) =>
    (['overall', ...BINS] as const).flatMap((place) => ours.flatMap((arm) => winAt(evaluation, place, arm, baselines, evidence)));
  const said = [`Where a baseline beats us: ${clauses(wins('leads'), 'leads') || 'nowhere that a paired interval tells'}.`];
  const tied = clauses(wins('tied'), 'exceeds');
  if (tied !== '') said.push(`Above us in figures, but tied: ${tied}.`);
  const unpaired = clauses(wins('unpaired'), 'exceeds');
  if (unpaired !== '') said.push(`Above us in figures, not compared in pairs: ${unpaired}.`);
  return said.join(' ');
}

function winAt(evaluation: Evaluation, place: Place, ours: ArmResult, baselines: readonly ArmResult[], evidence: Evidence): Win[] {
  const oursValue = valueAt(ours, place);
  if (!measured(oursValue)) return [];
  const winners = baselines.flatMap((baseline) => {
    const value = valueAt(baseline, place);
    return measured(value) && evidenceAt(evaluation, place, ours, baseline, value > oursValue) === evidence ? [{ baseline, value }] : [];
  });
  if (winners.length === 0) return [];
  const best = winners.reduce((a, b) => (b.value > a.value ? b : a));
  return [{ place, ours, oursValue, ...best, more: winners.length - 1 }];
}

function evidenceAt(evaluation: Evaluation, place: Place, ours: ArmResult, baseline: ArmResult, above: boolean): Evidence | null {
  const whole = compare(evaluation, baseline, ours);
  const difference = place === 'overall' ? whole : (whole?.byEvents[place] ?? null);
  if (difference?.verdict === 'leads') return 'leads';
  if (!above) return null;
  return difference ? 'tied' : 'unpaired';
}

function valueAt(arm: ArmResult, place: Place): number | null {
  return place === 'overall' ? arm.ndcg10 : arm.byEvents[place];
}

/** "after 1–4 events, popularity (.0523) leads tower (.0330) and learner (.0331); …" */
function clauses(wins: readonly Win[], verb: string): string {
  const groups = new Map<string, Win[]>();
  for (const win of wins) {
    const key = JSON.stringify([win.place, win.baseline.name, win.more]);
    groups.set(key, [...(groups.get(key) ?? []), win]);
  }
  return Array.from(groups.values(), (group) => {
    const [{ place, baseline, value, more }] = group;
    const when = place === 'overall' ? 'overall' : whenWords(place);
    const others = more === 0 ? '' : ` (as ${more === 1 ? 'does one more baseline' : `do ${more} more baselines`})`;
    const beaten = group.map(({ ours, oursValue }) => `${ours.name} (${metricWords(oursValue)})`).join(' and ');
    return `${when}, ${baseline.name} (${metricWords(value)}) ${verb} ${beaten}${others}`;
  }).join('; ');
}
