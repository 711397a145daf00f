import { describe, expect, test } from 'vitest';
import { safeUrl } from './safe-url.ts';
import { HOSTILE_TEXTS, HOSTILE_URLS, ODD_PATHS } from './xss-corpus.fixture.ts';

describe('safeUrl', () => {
  test.each(['https://shop.test/a', 'http://shop.test/a?b=c#d', '/films/1', 'films/1', '../films', '?item=1', '#1', '//cdn.test/x.jpg', 'films/javascript:1'])('lets %s through', (address) => {
    expect(safeUrl(address)).toBe(address);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    'javascript&colon;alert(1):'.replace('&colon;', ':'),
    'data:text/html,<script>alert(1)</script>',
    'blob:https://shop.test/1',
    'file:///etc/passwd',
    'vbscript:x',
    'mailto:a@shop.test',
    'about:blank',
    'https://user:password@shop.test/',
    'https://',
    '',
    '  ',
  ])('refuses %j', (address) => {
    expect(safeUrl(address)).toBeNull();
  });

  test.each(HOSTILE_URLS)('refuses %j @xss', (address) => {
    expect(safeUrl(address)).toBeNull();
    expect(safeUrl(` ${address} `)).toBeNull();
  });

  test('what it lets through leads to the web, for texts that are no addresses, too @xss', () => {
    for (const address of [...ODD_PATHS, ...HOSTILE_TEXTS]) {
      const safe = safeUrl(address);
      if (safe !== null) expect(new URL(safe, 'https://shop.test/').protocol).toMatch(/^https?:$/);
    }
    expect(ODD_PATHS.map(safeUrl)).toEqual(ODD_PATHS);
  });

  test('has nothing where there is nothing', () => {
    expect(safeUrl(undefined)).toBeNull();
  });
});
