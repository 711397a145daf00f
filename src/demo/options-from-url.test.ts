import { describe, expect, test } from 'vitest';
import { OptionError } from '../errors.ts';
import { optionsFromUrl } from './options-from-url.ts';

const options = (query: string) => optionsFromUrl(new URL(`https://shop.example/films/${query}`));

describe('optionsFromUrl', () => {
  test('asks for nothing unusual by default', () => {
    expect(options('')).toEqual({ bundle: './bundles/movies/' });
  });

  test('reads all it knows', () => {
    expect(options('?backend=wasm&learning=off&bundle=bundles/books&namespace=n1')).toEqual({
      bundle: 'bundles/books/',
      backend: 'wasm',
      learning: false,
      namespace: 'n1',
    });
    expect(options('?backend=auto&learning=on&bundle=/other/')).toEqual({ bundle: '/other/', backend: 'auto', learning: true });
  });

  test.each(['https://evil.example/b/', '//evil.example/b/', '\\\\evil.example/b', '/\\evil.example/', 'data:x', 'blob:https://shop.example/1', ' https://evil.example', 'https://shop.example/b/'])(
    'refuses the bundle %j',
    (bundle) => {
      expect(() => options(`?bundle=${encodeURIComponent(bundle)}`)).toThrow(OptionError);
    },
  );

  test('refuses what it does not know, and quotes it', () => {
    expect(() => options('?backend=cuda')).toThrow('backend: expected auto, webgpu or wasm, got "cuda"');
    expect(() => options('?learning=maybe')).toThrow('learning: expected on or off, got "maybe"');
  });
});
