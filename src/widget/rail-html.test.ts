import { describe, expect, test } from 'vitest';
import { type Item } from '../types.ts';
import { railCss } from './rail-css.ts';
import { railHtml } from './rail-html.ts';

const alien: Item = { id: '1214', title: 'Alien (1979)', genres: ['Horror', 'Sci-Fi'], year: 1979, extra: { url: '/films/1214' } };
const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;

describe('railHtml', () => {
  test('is the element with its list inside, styled before any script runs', () => {
    const html = railHtml({ items: [alien], heading: 'Popular today', attributes: { bundle: '/bundles/movies/', limit: 1, because: true, eager: false } });
    expect(html).toMatch(/^<taste-rail bundle="\/bundles\/movies\/" limit="1" because heading="Popular today"><template shadowrootmode="open"><style>/);
    expect(html).toContain(railCss.slice(0, 60));
    expect(html).toContain('<h2 part="heading" class="heading">Popular today</h2>');
    expect(html).toContain('data-item-id="1214"');
    expect(html).toContain('href="/films/1214"');
    expect(html).toContain('>Alien</span>');
    expect(html).toContain('1979 · Horror, Sci-Fi');
    expect(html).toMatch(/<svg class="art"[^>]* aria-hidden="true"/);
    expect(html).toMatch(/<\/template><\/taste-rail>$/);
    expect(balanced(html)).toBe(true);
  });

  test('takes the styles from a file, or under a nonce', () => {
    expect(railHtml({ items: [alien], style: { href: '/rail.css' } })).toContain('<template shadowrootmode="open"><link rel="stylesheet" href="/rail.css">');
    expect(railHtml({ items: [alien], style: { nonce: 'r4nd0m' } })).toContain('<style nonce="r4nd0m">');
    expect(railHtml({ items: [alien], style: { href: '/rail.css' } })).not.toContain('<style');
  });

  test('has no inline style attribute and no script', () => {
    const html = railHtml({ items: [alien] });
    expect(html).not.toMatch(/<[^>]* style=/);
    expect(html).not.toMatch(/<[^>]* on[a-z]+=/);
    expect(html).not.toContain('<script');
  });

  test('hostile texts stay texts, wherever they stand', () => {
    const item: Item = { id: HOSTILE, title: HOSTILE, genres: [HOSTILE], year: null, extra: { url: `/x${HOSTILE}`, image: `/x${HOSTILE}` } };
    const plain = railHtml({ items: [alien] });
    const html = railHtml({ items: [{ ...alien, extra: { image: '/i.png' } }, item], heading: HOSTILE, locale: HOSTILE, itemUrl: HOSTILE, texts: { carousel: HOSTILE, next: HOSTILE }, attributes: { bundle: HOSTILE }, style: { nonce: HOSTILE } });
    expect(html).not.toMatch(/<script|<img src=x|onerror='/);
    expect(html.match(/<template/g)).toHaveLength(1);
    expect(balanced(html)).toBe(balanced(plain));
  });

  test('an address that is none of the web becomes a button', () => {
    const html = railHtml({ items: [{ ...alien, extra: { url: 'javascript:alert(1)', image: 'data:image/svg+xml,<svg onload=alert(1)>' } }] });
    expect(html).not.toContain('javascript:');
    expect(html).not.toContain('data:image');
    expect(html).toContain('<button part="link" class="link" type="button">');
    expect(html).toContain('class="art"');
  });

  test('makes addresses of ids where the catalogue has none', () => {
    const html = railHtml({ items: [{ ...alien, id: 'a/b ü', extra: {} }], itemUrl: '/films/{id}?from={id}' });
    expect(html).toContain('href="/films/a%2Fb%20%C3%BC?from=a%2Fb%20%C3%BC"');
    expect(html).toContain('<taste-rail item-url="/films/{id}?from={id}">');
  });

  test('shows an image where there is one', () => {
    const html = railHtml({ items: [{ ...alien, extra: { image: 'https://cdn.test/a.jpg' } }] });
    expect(html).toContain('<img part="image" class="image" src="https://cdn.test/a.jpg" alt="" loading="lazy" decoding="async" draggable="false">');
    expect(html).not.toContain('class="art"');
  });

  test('holds the place of cards that are to come', () => {
    const html = railHtml({ items: [], limit: 3, layout: 'grid' });
    expect(html.match(/part="skeleton"/g)).toHaveLength(3);
    expect(html).toContain('aria-busy="true"');
  });

  test('speaks Chinese', () => {
    expect(railHtml({ items: [alien], locale: 'zh-CN' })).toContain('>热门</h2>');
  });

  test('refuses a layout that is none', () => {
    expect(() => railHtml({ items: [], layout: 'wheel' as 'rail' })).toThrowErrorMatchingInlineSnapshot(`[OptionError: layout: expected one of rail, grid, list, got "wheel"]`);
  });
});

/** Whether every element that needs an end has it, in order. */
function balanced(html: string): boolean {
  const open: string[] = [];
  for (const [, end, name] of html.replace(/<style[^>]*>[\s\S]*?<\/style>/g, '').matchAll(/<(\/?)([a-z0-9-]+)/g)) {
    if (['img', 'link', 'input'].includes(name)) continue;
    if (!end) open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}
