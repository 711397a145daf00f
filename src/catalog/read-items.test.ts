import { afterAll, describe, expect, it } from 'vitest';

import { readItems, type ReadItemsOptions } from './read-items.ts';
import { temporaryFiles } from './testing/temporary-files.ts';

const files = temporaryFiles(afterAll);
const read = (text: string, options?: ReadItemsOptions) => readItems(files.write(text), options);
const refusal = (text: string, options?: ReadItemsOptions) =>
  files.refusal(readItems(files.write(text, 'items.csv'), options));

describe('readItems', () => {
  it('splits genres, reads years, and keeps further columns as strings, empty ones left out', async () => {
    const { items, itemIndex, rows } = await read(
      'year,item,price,title,genres,url\n1995,1,007,"Toys, ""new""",Comedy| Drama ||Comedy,https://x.test/1\n,2,,Cité,,\n-750,3, ,Odyssey,Epic,\n',
    );
    expect(items).toEqual([
      { id: '1', title: 'Toys, "new"', genres: ['Comedy', 'Drama'], year: 1995, extra: { price: '007', url: 'https://x.test/1' } },
      { id: '2', title: 'Cité', genres: [], year: null, extra: {} },
      { id: '3', title: 'Odyssey', genres: ['Epic'], year: -750, extra: { price: ' ' } },
    ]);
    expect([...itemIndex]).toEqual([['1', 0], ['2', 1], ['3', 2]]);
    expect(rows).toBe(3);
  });

  it('needs no more than item and title, and passes over columns without a name', async () => {
    expect((await read(',item,title\n0,a,A\n')).items).toEqual([{ id: 'a', title: 'A', genres: [], year: null, extra: {} }]);
  });

  it('keeps a column called __proto__ as any other', async () => {
    const [item] = (await read('item,title,__proto__\na,A,x\n')).items;
    expect(Object.entries(item.extra)).toEqual([['__proto__', 'x']]);
  });

  it('refuses bad rows with one error that says where, what was expected, what came and what to do', async () => {
    const messages = {
      year: await refusal('item,title,year\na,A,1995\nb,B,1995.5\n'),
      twice: await refusal('item,title\na,A\n"b\nb",B\na,C\n'),
      id: await refusal('item,title\n,A\n'),
      title: await refusal('item,title\na,\n'),
      longId: await refusal(`item,title\n${'é'.repeat(501)},A\n`),
      longTitle: await refusal(`item,title\na,${'A'.repeat(2_001)}\n`),
      longGenre: await refusal(`item,title,genres\na,A,B|${'C'.repeat(1_001)}\n`),
      genres: await refusal(`item,title,genres\na,A,${Array.from({ length: 1_001 }, (_, i) => i).join('|')}\n`),
      columns: await refusal('item,title\na,Me, Myself and Irene\n'),
    };
    expect(messages).toMatchInlineSnapshot(`
      {
        "columns": "DataError: items.csv, line 2: expected 2 columns as in the header, got 3 in "a,Me, Myself and Irene"; put fields that contain commas in quotes, or skip bad rows",
        "genres": "DataError: items.csv, line 2, field "genres": expected a length of at most 1000, got 1001; shorten it, or skip bad rows",
        "id": "DataError: items.csv, line 2, field "item": expected an id, got an empty field; fill it in, or skip bad rows",
        "longGenre": "DataError: items.csv, line 2, field "genres": expected a length of at most 1000, got 1001; shorten it, or skip bad rows",
        "longId": "DataError: items.csv, line 2, field "item": expected a length of at most 1000, got 1002; shorten it, or skip bad rows",
        "longTitle": "DataError: items.csv, line 2, field "title": expected a length of at most 2000, got 2001; shorten it, or skip bad rows",
        "title": "DataError: items.csv, line 2, field "title": expected a title, got an empty field; fill it in, or skip bad rows",
        "twice": "DataError: items.csv, line 5, field "item": expected every item once, got "a" again (first in line 2); remove one, or skip bad rows",
        "year": "DataError: items.csv, line 3, field "year": expected a whole number or nothing, got "1995.5"; correct it, or skip bad rows",
      }
    `);
  });

  it('refuses bad files, whether or not bad rows are skipped', async () => {
    for (const skipBadRows of [false, true]) {
      expect(await refusal('', { skipBadRows })).toMatchInlineSnapshot(`"DataError: items.csv: expected the header "item,title[,genres][,year]" and rows, got an empty file"`);
      expect(await refusal('item,name\na,A\n', { skipBadRows })).toMatchInlineSnapshot(`"DataError: items.csv, line 1, field "title": expected a column "title", got the header "item,name"; the first line must name the columns, separated by commas"`);
    }
    expect(await refusal('item,title\na,\n,A\n', { skipBadRows: true })).toMatchInlineSnapshot(`"DataError: items.csv: expected items, got 2 bad rows and no good one; correct the rows"`);
  });

  it('counts bad rows by reason where they are to be skipped; of duplicates the first stays', async () => {
    const { items, rows, skipped } = await read('item,title,year\na,A,x\nb,B,1\nb,C,2\n,D,3\nc,,4\nd,D\n', { skipBadRows: true });
    expect(items.map((item) => item.title)).toEqual(['B']);
    expect(rows).toBe(6);
    expect(skipped).toEqual({
      'year not an integer': 1,
      'duplicate item': 1,
      'empty item': 1,
      'empty title': 1,
      'wrong number of columns': 1,
    });
  });
});
