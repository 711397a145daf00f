import { isUtf8 } from 'node:buffer';

import { DataError } from '../errors.ts';

/**
 * Passes a stream of bytes through in pieces that are valid UTF-8 each, without the byte order mark.
 * @throws DataError naming the line of the first bytes that are not UTF-8
 */
export async function* utf8Chunks(source: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  let line = 1;
  let atStart = true;
  let carried: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    let chunk = carried.length > 0 ? Buffer.concat([carried, bytes]) : bytes;
    const whole = chunk.length - incompleteTail(chunk);
    carried = Buffer.from(chunk.subarray(whole));
    chunk = chunk.subarray(0, whole);
    if (chunk.length === 0) continue;
    if (!isUtf8(chunk)) throw notUtf8(file, line + linesBeforeFault(chunk));
    line += countLineFeeds(chunk);
    yield atStart && startsWithMark(chunk) ? chunk.subarray(3) : chunk;
    atStart = false;
  }
  if (carried.length > 0) throw notUtf8(file, line);
}

function notUtf8(file: string, line: number): DataError {
  return new DataError(
    { file, line },
    'expected UTF-8 text, got bytes that are not; save the file as UTF-8 (for example iconv -f latin1 -t utf-8)',
  );
}

/** How many bytes at the end begin a character that the next chunk continues: 0 to 3. */
function incompleteTail(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Line feeds before the first line of the chunk that is not UTF-8. A line feed is never part of another character. */
function linesBeforeFault(chunk: Buffer): number {
  let lines = 0;
  let start = 0;
  for (;;) {
    const end = chunk.indexOf(10, start);
    if (end < 0 || !isUtf8(chunk.subarray(start, end))) return lines;
    lines++;
    start = end + 1;
  }
}

function countLineFeeds(chunk: Buffer): number {
  let lines = 0;
  for (let i = 0; i < chunk.length; i++) if (chunk[i] === 10) lines++;
  return lines;
}

function startsWithMark(chunk: Buffer): boolean {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
}
