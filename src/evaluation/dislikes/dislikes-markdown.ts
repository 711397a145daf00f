import { markdownCode, markdownTable, markdownText } from '../report/markdown.ts';
import { beyondTable, dislikeCounts, dislikeTable, dislikeWords } from './dislike-words.ts';
import { type DislikeTest } from './dislike-test.ts';

export interface TitledDislikeTest {
  title: string;
  /** A paragraph of Markdown under the title. */
  note?: string;
  dislikes: DislikeTest;
}

/** The part of docs/RESULTS.md on one dislike test. */
export function dislikesMarkdown({ title, note, dislikes }: TitledDislikeTest): string {
  const [changes, beyond] = [dislikeTable, beyondTable].map((table) => table(dislikes, ({ name }) => markdownText(name)));
  const parts = [
    `## ${markdownText(title)}`,
    note ?? '',
    markdownText(dislikeWords(dislikes)),
    markdownCode(dislikes.command),
    `${dislikeCounts(dislikes)}.`,
    `What was cut: ${dislikes.cuts.length === 0 ? 'nothing.' : markdownText(dislikes.cuts.join(' '))}`,
    markdownTable(changes.head, changes.rows),
    beyond.rows.length === 0 ? '' : 'What each arm that is not the tower changes beyond the tower:',
    beyond.rows.length === 0 ? '' : markdownTable(beyond.head, beyond.rows),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
