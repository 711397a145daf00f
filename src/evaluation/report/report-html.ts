import { type Evaluation } from '../evaluation.ts';
import { armsSection } from './arms-section.ts';
import { baselineWinsWords } from './baseline-wins.ts';
import { differencesSection } from './differences-section.ts';
import { eventsSection } from './events-section.ts';
import { genresSection } from './genres-section.ts';
import { headline } from './headline.ts';
import { learningSection } from './learning-section.ts';
import { html, Markup } from './markup.ts';
import { popularitySection } from './popularity-section.ts';
import { countsWords } from './protocol-words.ts';
import { REPORT_STYLE } from './report-style.ts';
import { runSection } from './run-section.ts';
import { trainingSection } from './training-section.ts';
import { usersSection } from './users-section.ts';

/**
 * An evaluation as one page that needs nothing else: no script, no request, light and dark, on screens and on paper.
 * What was not measured has no part in it. Equal evaluations give equal pages.
 */
export function reportHtml(evaluation: Evaluation): string {
  const { title, points } = headline(evaluation);
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – TasteKit evaluation</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body>
<main>
<p class="eyebrow">TasteKit evaluation, protocol ${evaluation.protocol}: ${countsWords(evaluation)}.</p>
<h1>${unbroken(title)}.</h1>
${points.length === 0 ? null : html`<ul class="points">${points.map(pointOf)}</ul>`}
<p class="prose">${unbroken(baselineWinsWords(evaluation))}</p>
${[
  armsSection(evaluation),
  differencesSection(evaluation),
  eventsSection(evaluation),
  trainingSection(evaluation),
  popularitySection(evaluation),
  genresSection(evaluation),
  usersSection(evaluation),
  learningSection(evaluation),
  runSection(evaluation),
]}
</main>
</body>
</html>
`;
  return page.text;
}

function pointOf({ figure, verdict, sentence }: ReturnType<typeof headline>['points'][number]): Markup {
  return html`<li><strong>${figure}<small>${verdict}</small></strong><p>${unbroken(sentence)}</p></li>
`;
}

/** A number and its per cent stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}
