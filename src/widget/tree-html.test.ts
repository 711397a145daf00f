import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { h } from './tree.ts';
import { treeHtml } from './tree-html.ts';
import { HOSTILE_TEXTS, HOSTILE_URLS } from './xss-corpus.fixture.ts';

describe('treeHtml', () => {
  test('writes elements, attributes and texts', () => {
    const tree = h('p', { class: 'a', hidden: true, id: null, title: undefined, lang: false, 'data-n': 0 }, ['one ', h('b', {}, ['two']), null, h('img', { src: 'x.png', alt: '' })]);
    expect(treeHtml(tree)).toBe('<p class="a" hidden data-n="0">one <b>two</b><img src="x.png" alt=""></p>');
  });

  test('no text and no value can leave its place', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const html = treeHtml(h('p', { title: text }, [text === '' ? 'x' : text]));
        const [, value, inside] = /^<p title="([^"]*)">([^<>]*)<\/p>$/s.exec(html) ?? [];
        expect(unescaped(value)).toBe(text);
        expect(unescaped(inside)).toBe(text === '' ? 'x' : text);
      }),
    );
  });

  test.each([...HOSTILE_TEXTS, ...HOSTILE_URLS])('%j is a text, and a value @xss', (text) => {
    const html = treeHtml(h('p', { title: text }, [text, h('svg', {}, [h('text', {}, [text])])]));
    const [, value, inside, drawn] = /^<p title="([^"]*)">([^<>]*)<svg><text>([^<>]*)<\/text><\/svg><\/p>$/s.exec(html) ?? [];
    expect([value, inside, drawn].map(unescaped)).toEqual([text, text, text]);
  });

  test.each(HOSTILE_TEXTS)('a style is not ended by %j @xss', (text) => {
    expect(treeHtml(h('style', {}, [text])).slice('<style>'.length, -'</style>'.length)).not.toMatch(/<\/|<!--/);
  });

  test('a style cannot be ended from within', () => {
    expect(treeHtml(h('style', {}, ['a::before{content:"</style><script>"}']))).toBe('<style>a::before{content:"<\\/style><script>"}</style>');
  });

  test('names that are none are refused', () => {
    expect(() => treeHtml(h('p onload=x', {}))).toThrowErrorMatchingInlineSnapshot(`[TypeError: "p onload=x" is no name of an element or attribute]`);
    expect(() => treeHtml(h('p', { 'a"><script>': 1 }))).toThrow('is no name of an element or attribute');
  });
});

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
