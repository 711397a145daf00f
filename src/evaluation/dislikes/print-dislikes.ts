/** A dislike test as text for a person, in columns; no colours. */
import { columns, oneLine, section } from '../print-table.ts';
import { beyondTable, dislikeCounts, dislikeTable, dislikeWords } from './dislike-words.ts';
import { type DislikeTest } from './dislike-test.ts';

/** Without a line break at the end. */
export function printDislikes(test: DislikeTest): string {
  const [changes, beyond] = [dislikeTable, beyondTable].map((table) => table(test, ({ name }) => oneLine(name)));
  return [
    `Dislikes. ${dislikeCounts(test)}`,
    dislikeWords(test),
    section('With the dislikes and without', columns([changes.head, ...changes.rows])),
    section('What it changes beyond the tower', beyond.rows.length === 0 ? [] : columns([beyond.head, ...beyond.rows], 1)),
    section('Cuts', test.cuts.map(oneLine)),
  ].join('\n\n');
}
