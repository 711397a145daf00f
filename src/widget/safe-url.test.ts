import { describe, expect, test } from 'vitest';
import { safeUrl } from './safe-url.ts';

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

  test('has nothing where there is nothing', () => {
    expect(safeUrl(undefined)).toBeNull();
  });
});
