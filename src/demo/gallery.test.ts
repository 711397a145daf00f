import { describe, expect, test } from 'vitest';
import { codeParts } from './code-parts.ts';
import { gallerySnippets } from './gallery-snippets.ts';

const snippets = gallerySnippets({ bundle: '/bundles/movies/', item: { id: '1"2', title: 'Me & "You"' } });

describe.each(snippets)('$title', ({ code, words, language }) => {
  test('names the bundle, and the package alone', () => {
    expect(code).toContain('/bundles/movies/');
    for (const [, from] of code.matchAll(/from '([^']+)'/g)) expect(from).toMatch(/^tastekit(\/react)?$/);
    expect(words).toMatch(/\.$/);
    if (language === 'html') expect(code.match(/<taste-rail /g)).toHaveLength(1);
  });

  test('in parts is the same code', () => {
    expect(codeParts(code).map((part) => part.code).join('')).toBe(code);
    expect(new Set(codeParts(code).map(({ kind }) => kind))).toEqual(new Set(['plain', 'text', 'word']));
  });
});

test('what a title holds stays a title', () => {
  expect(snippets.find(({ id }) => id === 'related')?.code).toContain('item="1&#34;2" heading="More like Me &#38; &#34;You&#34;"');
});
