import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWords } from './shell-words.ts';

it('leaves plain words as they are', () => {
  expect(shellWords(['evaluate', '--protocol', 'ncf', '--ablation', 'no-mlp=bundles/a_b'])).toBe('evaluate --protocol ncf --ablation no-mlp=bundles/a_b');
});

it('is read by a shell as what it was', () => {
  const args = ['a b', "it's", '$HOME', '', '*', '"', 'x\ny', '~'];
  const printed = execFileSync('sh', ['-c', `for each in ${shellWords(args)}; do printf '%s\\0' "$each"; done`], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(args);
});
