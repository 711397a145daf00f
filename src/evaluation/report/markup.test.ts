import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, Markup } from './markup.ts';
import { expectWellFormed } from './well-formed-contract.ts';

test('strings are escaped, markup stays, lists are joined, null is nothing', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"\'&'}">${[inner, 'x', 2, null]}</p>`.text).toBe('<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>x2</p>');
});

test('markup is a class, not a shape that data could have', () => {
  const forged = JSON.parse('{"text":"<script>"}') as Markup;
  expect(() => html`${forged}`).toThrow(TypeError);
  expect(html`${new Markup('<br>')}`.text).toBe('<br>');
});

test('what steers the text around it, or is no character, becomes a space', () => {
  expect(html`a${'\u202eb\u0000c\ud800d\u2028e'}f`.text).toBe('a b c d ef');
});

test('any text comes out as it went in, in text and in attributes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const { text: page } = html`<p title="${text}">${text}</p>`;
      expectWellFormed(page);
      const printable = text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ');
      const read = page.replace(/^<p title="/, '').replace(/<\/p>$/, '').split('">');
      expect(read.map(unescaped)).toEqual([printable, printable]);
    }),
  );
});

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
