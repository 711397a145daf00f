import { expect, test } from 'vitest';
import { COLLECTIONS, collectionOf, collectionUrl } from './collections.ts';

const page = (query = '') => new URL(`https://shop.example/demo/${query}`);

test.each([
  ['', 'films'],
  ['?bundle=bundles/movies', 'films'],
  ['?bundle=./bundles/books/', 'books'],
  ['?bundle=/demo/bundles/books', 'books'],
  ['?bundle=/bundles/books', 'titles'],
  ['?bundle=https://else.example/demo/bundles/books', 'titles'],
  ['?bundle=http://[', 'titles'],
])('%s holds %s', (query, many) => {
  expect(collectionOf(page(query)).many).toBe(many);
});

test('the way to another catalogue keeps what the address asks of the engine, and no namespace', () => {
  const [movies, books] = COLLECTIONS;
  expect(collectionUrl(books, page())).toBe('/demo/?bundle=bundles/books');
  expect(collectionUrl(movies, page('?bundle=bundles/books&backend=wasm&namespace=me'))).toBe('/demo/?backend=wasm');
  expect(collectionOf(new URL(collectionUrl(books, page('?learning=off')), page())).many).toBe('books');
});
