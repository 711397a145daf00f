import { expect, test } from 'vitest';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';

test.each([
  ['popularity by genre', 'popularity by genre'],
  ['item_knn', 'item_knn'],
  ['_item_', '\\_item\\_'],
  ['a|b', 'a\\|b'],
  ['**bold** `code` [link](x) <b> ~~no~~ $x$', '\\*\\*bold\\*\\* \\`code\\` \\[link\\](x) \\<b\\> \\~\\~no\\~\\~ \\$x\\$'],
  ['Action & &lt;Adventure&gt;', 'Action & \\&lt;Adventure\\&gt;'],
  ['two\nlines\r\nand\u2028more', 'two lines and more'],
  ['# heading', '\\# heading'],
  ['- list', '\\- list'],
  ['1. list', '1\\. list'],
  ['1.5 seconds', '1.5 seconds'],
  ['back\\slash', 'back\\\\slash'],
])('%j shows itself', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

test('code cannot end its own fence', () => {
  expect(markdownCode('a ```\n```` b')).toBe('`````\na ``` ```` b\n`````');
});

test('columns of numbers stand at the right', () => {
  expect(markdownTable(['Arm', 'NDCG@10', 'Verdict'], [['1', '.1794', 'leads'], ['2', '–', '–']])).toBe(
    '| Arm | NDCG@10 | Verdict |\n| --- | ---: | --- |\n| 1 | .1794 | leads |\n| 2 | – | – |',
  );
});
