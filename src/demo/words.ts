import { type CatalogueChangeInfo, type GuardInfo, type ImportMode, type ImportResult, type LearningInfo, type Progress } from '../client/recommender.ts';
import { VERBS } from '../client/explanation.ts';
import { type EventType, type Steering } from '../types.ts';

/** The words of the page that depend on something. */

/** "You liked" */
export function youDid(type: EventType): string {
  return `You ${VERBS[type]}`;
}

/** "Because you liked Alien, opened Heat and 4 more.": the history a list was made from, newest first. */
export function because(history: readonly { type: EventType; title: string }[]): string {
  const titles = new Set<string>();
  const latest = history.filter(({ title }) => titles.size < titles.add(title).size);
  const named = latest.slice(0, 2);
  if (named.length === 0) return '';
  const more = latest.length - named.length;
  const verb = (i: number) => (i > 0 && named[i].type === named[i - 1].type ? '' : `${VERBS[named[i].type]} `);
  const said = named.map(({ title }, i) => `${verb(i)}${title}`).join(more > 0 ? ', ' : ' and ');
  return `Because you ${said}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** What a new version of the catalogue did to what the page knows. */
export function catalogueWords({ events, used, gone }: CatalogueChangeInfo, { status, rebuild }: Pick<LearningInfo, 'status' | 'rebuild'>): string {
  const verb = rebuild || status === 'loading' ? 'Rebuilding' : 'Rebuilt';
  const of = used === events ? (events === 1 ? 'your 1 action' : `all your ${events.toLocaleString('en')} actions`) : `${used.toLocaleString('en')} of your ${plural(events, 'action')}`;
  const lost = gone === 0 ? '' : `; ${gone.toLocaleString('en')} ${gone === 1 ? 'is on a title' : 'are on titles'} it no longer has`;
  return `The catalogue changed. ${verb} what this page knows from ${of}${lost}.`;
}

/** Fewer choices say nothing about what was learned. */
const FEWEST_JUDGED = 5;

/** What learning has been worth so far; empty while it is too early to tell. */
export function worthWords({ judged, better, weight }: GuardInfo): string {
  if (judged < FEWEST_JUDGED) return '';
  if (weight < 0.5) return 'What it learned from you has not foretold your choices well, so your list hardly follows it for now.';
  return `What it learned from you foretold ${better.toLocaleString('en')} of your last ${judged.toLocaleString('en')} choices at least as well as it would have without.`;
}

/** Nats with their sign, and a true minus. */
export function natsWords(nats: number): string {
  const size = Math.abs(nats).toFixed(2);
  return size === '0.00' ? '0' : `${nats < 0 ? '−' : '+'}${size}`;
}

/** What the page is, for someone who has never seen it. */
export const INTRODUCTION = 'This page learns your taste on your own device, click by click, and sends it nowhere.';

/** What stands over a list made from so many events. `picking`: while three are being picked. */
export function headline(events: number, picking: boolean): string {
  if (events === 0) return 'The list a stranger gets';
  return (picking && ['Your list, after one', 'Your list, after two'][events - 1]) || 'For you';
}

/** How far picking is. */
export function pickedWords(picked: number, enough: number): string {
  return `${picked} of ${enough} picked`;
}

/** How a list differs from the one someone new gets. */
export function freshWords(fresh: number, of: number): string {
  return fresh === 0 ? 'the same titles so far' : `${fresh} of ${of} are yours alone`;
}

/** Where a title stood before: "from 1,205". */
export function cameFromWords(before: number | null, rank: number): string {
  if (before === null) return 'from far down';
  return before === rank ? 'as before' : `from ${before.toLocaleString('en')}`;
}

/** "Sci-Fi: 4 of 20 before you came, 11 now." */
export function shareWords({ name, before, now }: { name: string; before: number; now: number }, of: number): string {
  return `${name}: ${before} of ${of} before you came, ${now} now`;
}

/** What one event did to the list. */
export function lessonWords({ fresh, of }: { fresh: number; of: number }): string {
  if (fresh === 0) return `Your ${of} stayed, in a new order`;
  return `${fresh} of your ${of} ${fresh === 1 ? 'is' : 'are'} new`;
}

/** Nats below which a guess was neither right nor wrong. */
const FORESEEN = 0.05;

/** What the guard made of one event; `verdict` null while it is not learned. */
export function verdictWords(verdict: { gainedNats: number; weight: number; events: number } | null, paused: boolean): string {
  if (verdict === null) return paused ? 'Not learned: learning is paused.' : 'Being learned.';
  const { gainedNats, weight, events } = verdict;
  const it = events > 1 ? 'these' : 'it';
  const foreseen =
    gainedNats > FORESEEN
      ? `What it knew of you helped to foresee ${it}.`
      : gainedNats < -FORESEEN
        ? `What it knew of you did not foresee ${it}.`
        : `What it knew of you neither foresaw nor missed ${it}.`;
  return `${foreseen} Your list follows what it learned by ${Math.round(100 * weight)} %.`;
}

/** Whether lists are made otherwise than the model alone would. */
export function isSteered(steering: Steering): boolean {
  return isReordered(steering) || steering.hidden.length > 0;
}

/** Whether what is not hidden stands in another order than its scores alone would have it. */
export function isReordered({ explore, genres }: Steering): boolean {
  return explore > 0 || Object.keys(genres).length > 0;
}

const EXPLORE = ['Play it safe', 'A little variety', 'Half and half', 'Mostly surprises', 'Surprise me'];

/** The knob between familiar and explore, from 0 to 1, in words. */
export function exploreWords(explore: number): string {
  return EXPLORE[Math.round(explore * (EXPLORE.length - 1))];
}

/** How much more or less of a genre, from −2 to 2; at 0 there is nothing to say. */
export function stepWords(step: number): string {
  return step === 0 ? '' : `${Math.abs(step) > 1 ? 'much ' : ''}${step > 0 ? 'more' : 'less'}`;
}

const PHASES: Record<Progress['phase'], string> = {
  start: 'Opening the shop',
  bundle: 'Fetching the model',
  device: 'Getting to know your device',
  history: 'Reading your history, on your device',
  rank: 'Making your list',
};

export function progressWords({ phase, loaded, total }: Progress): string {
  return total > 0 && phase === 'bundle' ? `${PHASES[phase]}, ${bytesWords(loaded)} of ${bytesWords(total)}` : PHASES[phase];
}

export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Milliseconds as a visitor reads them. */
export function msWords(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const EXAMPLE = 'an example';
const SURFACES: Record<string, string> = {
  'for-you': 'your list',
  browse: 'the shelves',
  related: 'more like it',
  'first-run': 'your picks',
  // Those of the examples for other sites.
  because: EXAMPLE,
  'because-you': EXAMPLE,
  headless: EXAMPLE,
};

/** Made once: each costs as much as a hundred uses of it. */
let clock: Intl.DateTimeFormat | undefined;
let date: Intl.DateTimeFormat | undefined;
const clockWords = () => (clock ??= new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }));
const dateWords = () => (date ??= new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }));

/** "14:32, from your list". Today by the clock, else by the date. */
export function whenAndWhere(time: number, now: number, surface?: string): string {
  const then = new Date(time);
  const today = then.toDateString() === new Date(now).toDateString();
  const when = (today ? clockWords() : dateWords()).format(then);
  return surface === undefined ? when : `${when}, from ${SURFACES[surface] ?? surface}`;
}

/** Messages of the engine begin in the middle of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why a saved copy was not taken up, for someone who only chose a file. */
export function copyFaultWords(error: Error & { code?: string; field?: string }): string {
  if (error.code !== 'DATA') return sentence(error.message);
  if (error.field === 'digest') return 'This copy was changed or damaged after it was saved. Nothing of it was taken up; use the file as it was saved.';
  if (error.field === 'version') return 'This copy is of another version of this page. Reload the page, and try again.';
  return 'This file is no copy that was saved here. Nothing of it was taken up.';
}

/** What came of taking up a copy. */
export function takenUpWords({ added, present }: ImportResult, mode: ImportMode): string {
  if (mode === 'replace') return `Taken up: ${plural(added + present, 'thing')} you did, in place of what was here.`;
  if (added === 0) return present === 0 ? 'There was nothing in that copy.' : 'All of that copy was here already.';
  return `Taken up: ${plural(added, 'thing')} you did${present === 0 ? '' : `; ${present} ${present === 1 ? 'was' : 'were'} here already`}.`;
}

/** What went wrong, and what to do, for someone who did not build the page. */
export function failureWords(error: Error & { code?: string; file?: string; option?: string }): { what: string; advice: string } {
  // By code, not by class: an error that came from the worker is a copy.
  if (error.code === 'BUNDLE') {
    const file = error.file === undefined ? 'a file' : `the file ${error.file}`;
    return {
      what: `The model this page works with is not as it should be: ${file} is missing or damaged.`,
      advice: 'Try again. If it stays so, the file has to be put back on this site; nothing is wrong with your device.',
    };
  }
  if (error.code === 'OPTION') {
    const option = error.option === undefined ? '' : ` (${error.option})`;
    return {
      what: `The address of this page asks for something it cannot do${option}.`,
      advice: 'Open the page without what stands behind the “?” in its address.',
    };
  }
  return { what: 'The recommender could not start.', advice: 'Try again, or reload the page.' };
}
