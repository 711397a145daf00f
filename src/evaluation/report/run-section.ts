import { type Evaluation } from '../evaluation.ts';
import { section } from './section.ts';
import { html, type Markup } from './markup.ts';
import { countWords } from './number-words.ts';
import { PROTOCOL_WORDS, READING_WORDS } from './protocol-words.ts';

/** How the figures came to be: the protocol, the data, what was cut, and the command that makes them again. */
export function runSection({ protocol, dataset, seed, command, cuts }: Evaluation): Markup {
  const facts: [string, string][] = [
    ['Users', countWords(dataset.users)],
    ['Items', countWords(dataset.items)],
    ['Interactions', countWords(dataset.interactions)],
    ['Test users', countWords(dataset.testUsers)],
    ['Predictions', countWords(dataset.predictions)],
    ['Seed', String(seed)],
  ];
  const words = html`<p>The same command, data and seed give the same figures again, but for the times.</p>`;
  return section(
    'How this was made',
    words,
    html`<p class="prose">${PROTOCOL_WORDS[protocol]}</p>
<p class="prose">${READING_WORDS}</p>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<h3>What was cut</h3>
${cuts.length === 0 ? html`<p>Nothing.</p>` : html`<ul class="prose">${cuts.map((cut) => html`<li>${cut}</li>`)}</ul>`}
<h3>The command</h3>
<pre><code>${command}</code></pre>`,
  );
}
