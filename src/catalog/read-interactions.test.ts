import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { AbortedError } from '../errors.ts';
import { readInteractions, type ReadInteractionsOptions } from './read-interactions.ts';
import { temporaryFiles } from './testing/temporary-files.ts';

const files = temporaryFiles(afterAll);
const read = (text: string | Uint8Array, options?: ReadInteractionsOptions) => readInteractions(files.write(text), options);
const refusal = (text: string | Uint8Array, options?: ReadInteractionsOptions) =>
  files.refusal(readInteractions(files.write(text, 'ratings.csv'), options));

describe('what is read', () => {
  it('finds columns by name, in any order, and leaves others alone', async () => {
    const log = await read('shop,timestamp,rating,item,user\nx,10,4.5,a,u\ny,20,,b,v\nz,30,2,a,v\n');
    expect(log).toEqual({
      users: ['u', 'v'],
      items: ['a', 'b'],
      userOf: Int32Array.of(0, 1, 1),
      itemOf: Int32Array.of(0, 1, 0),
      ratingOf: Float32Array.of(4.5, NaN, 2),
      timeOf: Float64Array.of(10, 20, 30),
      orderOf: Float64Array.of(10, 20, 30),
      rows: 3,
      skipped: {},
    });
  });

  it('needs no more than user and item, and counts a repeat as an event', async () => {
    const log = await read('user,item\nu,a\nu,a');
    expect(log.itemOf).toEqual(Int32Array.of(0, 0));
    expect(log.ratingOf).toEqual(Float32Array.of(NaN, NaN));
    expect(log.timeOf).toEqual(Float64Array.of(NaN, NaN));
    expect(log.orderOf).toBeNull();
  });

  it('is unordered where all timestamps are empty', async () => {
    expect((await read('user,item,timestamp\nu,a,\nu,b, \n')).orderOf).toBeNull();
  });

  it('orders by a column of choice, even where the file has no times', async () => {
    const log = await read('user,item,seq,timestamp\nu,a,2,\nu,b,1,\n', { orderBy: 'seq' });
    expect(log.orderOf).toEqual(Float64Array.of(2, 1));
    expect(log.timeOf).toEqual(Float64Array.of(NaN, NaN));
  });

  it('tolerates a byte order mark, CRLF, mixed line ends, blank lines and blanks around names and numbers', async () => {
    const log = await read('\ufeffuser, item ,rating\r\nu,a, 4 \r\n\r\nü,b,3\n"v","c,d",5\r\n');
    expect(log.users).toEqual(['u', 'ü', 'v']);
    expect(log.items).toEqual(['a', 'b', 'c,d']);
    expect(log.ratingOf).toEqual(Float32Array.of(4, 3, 5));
    expect(log.rows).toBe(3);
  });

  it('knows gzip by its first bytes, not by the name', async () => {
    expect((await read(files.gzip('user,item\nu,a\n'))).rows).toBe(1);
    expect((await readInteractions(files.write('user,item\nu,a\n', 'plain.csv.gz'))).rows).toBe(1);
  });

  it('uses the indices of a given catalogue', async () => {
    const log = await read('user,item\nu,b\n', { itemIndex: new Map([['a', 0], ['b', 1]]) });
    expect(log.items).toEqual(['a', 'b']);
    expect(log.itemOf).toEqual(Int32Array.of(1));
  });

  it('keeps ids like those of Object.prototype apart', async () => {
    expect((await read('user,item\n__proto__,constructor\n')).users).toEqual(['__proto__']);
  });

  it('gives back any ids, with quotes, commas and line ends in them', async () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', ',', '\n', '\r\n', '\r', '\ufeff', '📚'));
    const id = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')).filter((text) => text.trim() !== '');
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(id, id), { minLength: 1 }), fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const text = ['user,item', ...rows.map(([user, item]) => `${quoted(user)},${quoted(item)}`)].join(end);
        const log = await read(text);
        expect(Array.from(log.userOf, (user, row) => [log.users[user], log.items[log.itemOf[row]]])).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('counts lines as an editor does, whatever ids hold', async () => {
    const id = fc.constantFrom('u', 'ü\n', '\r\n\r\n', 'a"\r\nb', '\nx\r\n');
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(id, id)), fc.constantFrom('\n', '\r\n', '\n\n'), async (rows, end) => {
        const good = ['"user","item"', ...rows.map(([user, item]) => `${quoted(`i${user}`)},${quoted(`i${item}`)}`), ''].join(end);
        const line = good.split('\n').length;
        await expect(read(`${good}u${end}u,a`)).rejects.toMatchObject({ line });
      }),
      { numRuns: 60 },
    );
  });

  it('reads 300,000 rows, with characters of several bytes across chunk borders, into whole columns', async () => {
    const count = 300_000;
    const text = Array.from({ length: count }, (_, i) => `ユーザー${i % 1000},📚${i % 777},${i % 5},${i}`).join('\n');
    const log = await read(`user,item,rating,timestamp\n${text}\n`);
    expect(log.rows).toBe(count);
    expect([log.users.length, log.items.length]).toEqual([1000, 777]);
    expect(log.userOf.every((user, row) => user === row % 1000)).toBe(true);
    expect(log.itemOf.every((item, row) => item === row % 777)).toBe(true);
    expect(log.timeOf.every((time, row) => time === row)).toBe(true);
    // Columns, not objects: what is kept is within a factor of two of 20 bytes a row.
    expect(log.userOf.buffer.byteLength).toBeLessThanOrEqual(2 * 4 * count);
    expect(log.timeOf.buffer.byteLength).toBeLessThanOrEqual(2 * 8 * count);
  });
});

describe('bad rows', () => {
  const bad: [name: string, text: string, options?: ReadInteractionsOptions][] = [
    ['too many columns', 'user,item\nu,a\nu,b,7\n'],
    ['too few columns, after a quoted line end', 'user,item\r\n"u\r\nv\nw",a\r\nu\r\n'],
    ['an empty user', 'user,item\n,a\n'],
    ['an empty item', 'user,item\nu,  \n'],
    ['an unknown item', 'user,item\nu,z\n', { itemIndex: new Map([['a', 0]]), itemsFile: 'items.csv' }],
    ['a rating that is no number', 'user,item,rating\nu,a,five\n'],
    ['a hexadecimal rating', 'user,item,rating\nu,a,0x10\n'],
    ['a time that is no number', 'user,item,timestamp\nu,a,2020-01-01T00:00:00.000Z and something longer\n'],
    ['a time in milliseconds', 'user,item,timestamp\nu,a,978300760000\n'],
    ['an empty time after filled ones', 'user,item,timestamp\nu,a,5\nu,b,\n'],
    ['a filled time after empty ones', 'user,item,timestamp\nu,a,\n\nu,b,5\n'],
    ['an empty value to order by', 'user,item,seq\nu,a,\n', { orderBy: 'seq' }],
    ['a quote inside a field', 'user,item\nu,a\nu,7" disc\n'],
    ['text after a closing quote', 'user,item\nu,"a"b\n'],
  ];

  it('give one error that says where, what was expected, what came and what to do', async () => {
    const messages: Record<string, string> = {};
    for (const [name, text, options] of bad) messages[name] = await refusal(text, options);
    expect(messages).toMatchInlineSnapshot(`
      {
        "a filled time after empty ones": "DataError: ratings.csv, line 4, field "timestamp": expected a timestamp in every row or in none, got a filled one here and an empty one in line 2; fill them all in, empty the column, or skip bad rows",
        "a hexadecimal rating": "DataError: ratings.csv, line 2, field "rating": expected a number or nothing, got "0x10"; correct it, or skip bad rows",
        "a quote inside a field": "DataError: ratings.csv, line 3: expected quotes only around a whole field, got one inside; put the field in quotes and double the quotes in it, or skip bad rows",
        "a rating that is no number": "DataError: ratings.csv, line 2, field "rating": expected a number or nothing, got "five"; correct it, or skip bad rows",
        "a time in milliseconds": "DataError: ratings.csv, line 2, field "timestamp": expected Unix seconds, got "978300760000", which looks like milliseconds; divide by 1000, or skip bad rows",
        "a time that is no number": "DataError: ratings.csv, line 2, field "timestamp": expected Unix seconds or nothing, got "2020-01-01T00:00:00.000Z and something …"; correct it, or skip bad rows",
        "an empty item": "DataError: ratings.csv, line 2, field "item": expected an id, got an empty field; fill it in, or skip bad rows",
        "an empty time after filled ones": "DataError: ratings.csv, line 3, field "timestamp": expected a timestamp in every row or in none, got an empty one here and a filled one in line 2; fill them all in, empty the column, or skip bad rows",
        "an empty user": "DataError: ratings.csv, line 2, field "user": expected an id, got an empty field; fill it in, or skip bad rows",
        "an empty value to order by": "DataError: ratings.csv, line 2, field "seq": expected a number to order by, got ""; correct it, or skip bad rows",
        "an unknown item": "DataError: ratings.csv, line 2, field "item": expected an item of items.csv, got "z"; add the item there, or skip bad rows",
        "text after a closing quote": "DataError: ratings.csv, line 2: expected quotes only around a whole field, got one inside; put the field in quotes and double the quotes in it, or skip bad rows",
        "too few columns, after a quoted line end": "DataError: ratings.csv, line 5: expected 2 columns as in the header, got 1 in "u"; put fields that contain commas in quotes, or skip bad rows",
        "too many columns": "DataError: ratings.csv, line 3: expected 2 columns as in the header, got 3 in "u,b,7"; put fields that contain commas in quotes, or skip bad rows",
      }
    `);
  });

  it('carries file, line and field', async () => {
    const file = files.write('user,item,rating\nu,a,1\nu,b,x\n');
    await expect(readInteractions(file)).rejects.toMatchObject({ code: 'DATA', file, line: 3, field: 'rating' });
  });

  it('counts them by reason where they are to be skipped', async () => {
    const text = [
      'user,item,rating,timestamp,seq',
      'u,a,1,1,1',
      'u,a,1,1',
      ',a,1,1,1',
      'u,,1,1,1',
      'u,z,1,1,1',
      'u,a,x,1,1',
      'u,a,1,x,1',
      'u,a,1,1e12,1',
      'u,a,1,,2',
      'u,a,1,1,x',
      'u,a"b"c,1,1,1',
      'u,a"b,1,1,1',
      'v,a,,9,3',
    ].join('\n');
    const log = await read(text, { skipBadRows: true, orderBy: 'seq', itemIndex: new Map([['a', 0]]) });
    expect(log.rows).toBe(13);
    expect(log.skipped).toEqual({
      'wrong number of columns': 1,
      'empty user': 1,
      'empty item': 1,
      'unknown item': 1,
      'rating not a number': 1,
      'timestamp not a number': 1,
      'timestamp in milliseconds': 1,
      'timestamp missing': 1,
      'order not a number': 1,
      'stray quote': 2,
    });
    expect(log.timeOf).toEqual(Float64Array.of(1, 9));
    expect(log.orderOf).toEqual(Float64Array.of(1, 3));
    expect(log.ratingOf).toEqual(Float32Array.of(1, NaN));
    expect(log.userOf).toEqual(Int32Array.of(0, 1));
  });

  it('are refused where no good row is left', async () => {
    expect(await refusal('user,item,rating\nu,a,x\nu,a,y\n,a,1\n', { skipBadRows: true })).toMatchInlineSnapshot(`"DataError: ratings.csv: expected interactions, got 3 bad rows and no good one (2 × rating not a number, 1 × empty user); correct the rows"`);
  });
});

describe('bad files are refused, whether or not bad rows are skipped', () => {
  const gzip = files.gzip('user,item\n' + Array.from({ length: 5000 }, (_, i) => `u${i * 7919},a${i}\n`).join(''));
  const damaged = Buffer.from(gzip).fill(0xff, 10, 20);
  const wrongSum = Buffer.from(gzip).fill(0, gzip.length - 8, gzip.length - 4);
  const bad: [name: string, content: string | Uint8Array, options?: ReadInteractionsOptions][] = [
    ['empty', ''],
    ['only a byte order mark and blank lines', '\ufeff\n\n'],
    ['only a header', 'user,item\n'],
    ['no user column', 'userId,item\n1,2\n'],
    ['separated by semicolons', 'user;item\nu;a\n'],
    ['a column twice', 'user,item,item\nu,a,b\n'],
    ['no column to order by', 'user,item\nu,a\n', { orderBy: 'seq' }],
    ['Latin-1', Buffer.from('user,item\nu,a\nu,caf\u00e9\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffuser,item\nu,a\n', 'utf16le')],
    ['UTF-8 cut off in a character', Buffer.from('user,item\nu,é').subarray(0, -1)],
    ['truncated gzip', gzip.subarray(0, gzip.length - 100)],
    ['damaged gzip', damaged],
    ['gzip with a wrong checksum', wrongSum],
    ['nothing after the gzip mark', Buffer.of(0x1f, 0x8b)],
    ['an unterminated quote', 'user,item\nu,a\n"u,b\nu,c\nu,d\n'],
    ['an unterminated quote before very much text', `user,item\nu,a\nu,"b\n${'u,a\n'.repeat(300_000)}`],
    ['a quote in the header', 'user,it"em\nu,a\n'],
  ];

  it('with one error that says where, what was expected, what came and what to do', async () => {
    const messages: Record<string, string> = {};
    for (const [name, content, options] of bad) {
      messages[name] = await refusal(content, options);
      expect({ [name]: await refusal(content, { ...options, skipBadRows: true }) }).toEqual({ [name]: messages[name] });
    }
    expect(messages).toMatchInlineSnapshot(`
      {
        "Latin-1": "DataError: ratings.csv, line 3: expected UTF-8 text, got bytes that are not; save the file as UTF-8 (for example iconv -f latin1 -t utf-8)",
        "UTF-16": "DataError: ratings.csv, line 1: expected UTF-8 text, got bytes that are not; save the file as UTF-8 (for example iconv -f latin1 -t utf-8)",
        "UTF-8 cut off in a character": "DataError: ratings.csv, line 2: expected UTF-8 text, got bytes that are not; save the file as UTF-8 (for example iconv -f latin1 -t utf-8)",
        "a column twice": "DataError: ratings.csv, line 1, field "item": expected every column once, got two of this name; rename one",
        "a quote in the header": "DataError: ratings.csv, line 1: expected quotes only around a whole field, got one inside; put the field in quotes and double the quotes in it",
        "an unterminated quote": "DataError: ratings.csv, line 3: expected a closing quote, got none in the row that begins here; close the field with a quote, and double quotes inside it",
        "an unterminated quote before very much text": "DataError: ratings.csv, line 3: expected a closing quote, got none in the row that begins here; close the field with a quote, and double quotes inside it",
        "damaged gzip": "DataError: ratings.csv: expected whole gzip data, got damaged or cut-off data (invalid block type); copy or compress the file again",
        "empty": "DataError: ratings.csv: expected the header "user,item[,rating][,timestamp]" and rows, got an empty file",
        "gzip with a wrong checksum": "DataError: ratings.csv: expected whole gzip data, got damaged or cut-off data (incorrect data check); copy or compress the file again",
        "no column to order by": "DataError: ratings.csv, line 1, field "seq": expected a column "seq", got the header "user,item"; the first line must name the columns, separated by commas",
        "no user column": "DataError: ratings.csv, line 1, field "user": expected a column "user", got the header "userId,item"; the first line must name the columns, separated by commas",
        "nothing after the gzip mark": "DataError: ratings.csv: expected whole gzip data, got damaged or cut-off data (unexpected end of file); copy or compress the file again",
        "only a byte order mark and blank lines": "DataError: ratings.csv: expected the header "user,item[,rating][,timestamp]" and rows, got an empty file",
        "only a header": "DataError: ratings.csv, line 1: expected rows after the header, got none; add data",
        "separated by semicolons": "DataError: ratings.csv, line 1, field "user": expected a column "user", got the header "user;item"; separate columns by commas and rows by line feeds, not by ";"",
        "truncated gzip": "DataError: ratings.csv: expected whole gzip data, got damaged or cut-off data (unexpected end of file); copy or compress the file again",
      }
    `);
  });

  it('names the line of bytes that are not UTF-8, far into the file', async () => {
    const text = Buffer.concat([Buffer.from(`user,item\n${'ü,ß\n'.repeat(50_000)}`), Buffer.of(0xff), Buffer.from(',a\n')]);
    await expect(read(text)).rejects.toMatchObject({ line: 50_002 });
  });

  it('no file, a directory', async () => {
    expect(await files.refusal(readInteractions(`${files.folder}/none.csv`))).toMatchInlineSnapshot(`"DataError: none.csv: expected a readable file, got no file of this name; check the path"`);
    const message = await files.refusal(readInteractions(files.folder));
    expect(message.replace(files.folder, 'folder')).toMatchInlineSnapshot(`"DataError: folder: expected a readable file, got a directory; check the path"`);
  });
});

describe('stopping', () => {
  const text = `user,item\n${'u,a\n'.repeat(100_000)}`;

  it('before it began, or in the middle', async () => {
    await expect(read(text, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AbortedError);
    const controller = new AbortController();
    let calls = 0;
    const onBytes = () => {
      calls++;
      controller.abort();
    };
    await expect(read(text, { signal: controller.signal, onBytes })).rejects.toBeInstanceOf(AbortedError);
    expect(calls).toBeLessThan(4);
  });

  it('passes on what a callback throws', async () => {
    const onBytes = () => {
      throw new TypeError('mine');
    };
    await expect(read(text, { onBytes })).rejects.toThrow(new TypeError('mine'));
  });
});
