import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFiles } from '../../catalog/testing/temporary-files.ts';
import { smallDataset } from '../testing/small-dataset.ts';
import { fullSplit } from './full.ts';
import { ncfSplit } from './ncf.ts';
import { readNcfFolder } from './read-ncf-folder.ts';

const files = temporaryFiles(afterAll);
let folders = 0;

/** Items 0 … 5 of NCF are i5 … i0 of the data; users are 1 and 2. The second line has its own item among the negatives. */
const RATING = '0\t3\t5\t978824351\n1\t0\t3\t978300174\n';
const NEGATIVE = '(0,3)\t0\t5\n(1,0)\t4\t0\t2\n';
const MAP = 'ncf_item,item\n0,i5\n1,i4\n2,i3\n3,i2\n4,i1\n5,i0\n';

interface Contents {
  /** Null: there is no such file. Bytes: gzip. */
  rating?: string | Uint8Array | null;
  negative?: string | Uint8Array | null;
  map?: string | null;
}

function folder({ rating = RATING, negative = NEGATIVE, map = MAP }: Contents = {}): string {
  const name = `ncf-${folders++}`;
  mkdirSync(join(files.folder, name));
  const gz = (content: string | Uint8Array) => (typeof content === 'string' ? '' : '.gz');
  if (rating !== null) files.write(rating, `${name}/tiny.test.rating${gz(rating)}`);
  if (negative !== null) files.write(negative, `${name}/tiny.test.negative${gz(negative)}`);
  if (map !== null) files.write(map, `${name}/item_map.csv`);
  return join(files.folder, name);
}

const refusal = async (given: Contents) => (await files.refusal(readNcfFolder(folder(given)))).replaceAll(/ncf-\d+/g, 'ncf');

describe('readNcfFolder', () => {
  it('maps users and items to the ids of the data, and drops the held-out item from its negatives', async () => {
    const read = await readNcfFolder(folder());
    expect(read.heldOut).toEqual([
      { user: '1', item: 'i2', negatives: ['i5', 'i0'], line: 1 },
      { user: '2', item: 'i5', negatives: ['i1', 'i3'], line: 2 },
    ]);
    expect(read.duplicates).toBe(1);
  });

  it('reads gzip and lines that end as on Windows', async () => {
    const rating = files.gzip(RATING.replaceAll('\n', '\r\n'));
    const read = await readNcfFolder(folder({ rating, negative: files.gzip(NEGATIVE) }));
    expect(read.heldOut).toEqual((await readNcfFolder(folder())).heldOut);
  });

  it('names file and line of what is not as it should be', async () => {
    const faults = [
      await refusal({ rating: '0\t3\t5\t1\n1;0;3\n' }),
      await refusal({ negative: '(0,3)\t0\t5\n(1,0)\t4\tx\n' }),
      await refusal({ negative: '(0,3)\t0\t5\n' }),
      await refusal({ negative: '(0,3)\t0\t5\n(1,1)\t4\n' }),
      await refusal({ rating: '0\t3\t5\t1\n0\t3\t5\t1\n', negative: '(0,3)\t0\n(0,3)\t0\n' }),
      await refusal({ negative: '(0,3)\t0\t9\n(1,0)\t4\n' }),
      await refusal({ map: '0,i5\n' }),
      await refusal({ map: 'ncf_item,item\n0,i5\nx\n' }),
      await refusal({ negative: files.gzip(NEGATIVE).subarray(0, 20) }),
      await refusal({ map: null }),
      await files.refusal(readNcfFolder(join(files.folder, 'nowhere'))),
    ];
    expect(faults.map((fault) => fault.replaceAll(`${files.folder}/`, '').replaceAll(files.folder, '')).join('\n')).toMatchInlineSnapshot(`
      "DataError: ncf/tiny.test.rating, line 2: expected user, item, rating and timestamp with tabs between, got "1;0;3"; fetch the file again
      DataError: ncf/tiny.test.negative, line 2: expected (user,item) and item numbers with tabs between, got "(1,0)\\t4\\tx"; fetch the file again
      DataError: ncf/tiny.test.negative: expected a line for each of the 2 in tiny.test.rating, got 1; fetch both files again
      DataError: ncf/tiny.test.negative, line 2: expected (1,0) as in tiny.test.rating, got (1,1); fetch both files again
      DataError: ncf/tiny.test.negative, line 2: expected each user once, got user 0 again; remove one
      DataError: ncf/tiny.test.negative, line 1: expected items that item_map.csv names, got 9; fetch both files again
      DataError: ncf/item_map.csv, line 1: expected the header ncf_item,item, got "0,i5"; fetch the file again
      DataError: ncf/item_map.csv, line 3: expected a number, a comma and an id, got "x"; fetch the file again
      DataError: ncf/tiny.test.negative.gz: expected whole gzip data, got damaged or cut-off data (unexpected end of file); copy or compress the file again
      OptionError: ncf: expected one file *item_map.csv or *item_map.csv.gz in ncf, got 0; give the folder of the NCF paper's files
      OptionError: ncf: expected a folder with the files of the NCF paper, got nowhere, which cannot be read; check the path"
    `);
  });

  it('stops when it is told to', async () => {
    await expect(readNcfFolder(folder(), AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('the protocols', () => {
  const dataset = smallDataset([[0, 2, 1], [5, 4, 3], [0, 1, 4]], { users: ['1', '2', '3'] });

  it('hold out the item of the files, which need not be the last, and test their users only', async () => {
    const ncf = await readNcfFolder(folder());
    for (const split of [fullSplit(dataset, 1, ncf), ncfSplit(dataset, 1, ncf)]) {
      expect(split.test.map(({ user, items }) => [user, [...items]])).toEqual([[0, [0, 1, 2]], [1, [4, 3, 5]]]);
    }
    expect(ncfSplit(dataset, 1, ncf).test.map(({ negatives }) => [...(negatives ?? [])])).toEqual([[5, 0], [1, 3]]);
    expect(ncfSplit(dataset, 1, ncf).notes).toEqual(['Held-out items that the file has among their own negatives, and that were left out there: 1.']);
    expect(fullSplit(dataset, 1, ncf).test.every(({ negatives }) => negatives === null)).toBe(true);
  });

  it('refuse files of other data', async () => {
    const ncf = await readNcfFolder(folder());
    const others = [
      smallDataset([[0, 2, 1], [5, 4, 3]], { users: ['1', '3'] }),
      smallDataset([[0, 2, 1], [1, 4, 3]], { users: ['1', '2'] }),
      smallDataset([[0, 3, 1], [5, 4, 3]], { users: ['1', '2'] }),
      smallDataset([[2, 0, 2], [5, 4, 3]], { users: ['1', '2'] }),
    ];
    const said = others.map((other) => {
      try {
        return `took ${ncfSplit(other, 1, ncf).test.length} users`;
      } catch (error) {
        return (error as Error).message.replace(/^.*tiny/, 'tiny');
      }
    });
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "tiny.test.negative, line 2: expected user 2 among the interactions, and found none, or several; give the interactions that these files were made of
      tiny.test.negative, line 1: expected item i5 among the interactions, and found none, or several; give the interactions that these files were made of
      tiny.test.negative, line 1: expected one event of user 1 on item i2 among the interactions, and found none, or several; give the interactions that these files were made of
      tiny.test.negative, line 1: expected one event of user 1 on item i2 among the interactions, and found none, or several; give the interactions that these files were made of"
    `);
  });
});
