import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { parse, type CsvError } from 'csv-parse';

import { AbortedError, DataError } from '../errors.ts';
import { csvHeader, type CsvHeader } from './csv-header.ts';
import { fileError, openBytes } from './open-bytes.ts';
import { quoteValue } from './quote-value.ts';
import type { RowFaults } from './row-faults.ts';
import { utf8Chunks } from './utf8-chunks.ts';

/** Takes one row. `fields` has as many entries as the header; `line` is where the row begins (the header is line 1). */
export type TakeRow = (fields: string[], line: number) => void;

export interface CsvRowsOptions {
  /** The file, and what becomes of its bad rows. */
  faults: RowFaults;
  /** The header a reader expects, for messages. */
  expected: string;
  signal?: AbortSignal;
  /** Called with the bytes read from disk so far (compressed ones, if the file is). */
  onBytes?: (bytesRead: number) => void;
}

/** A longer row means that a quote was never closed; without a bound it would swallow the rest of the file. */
const LONGEST_ROW_BYTES = 1 << 20;

/**
 * Streams the rows of a CSV file (RFC 4180, UTF-8, with a header; plain or gzip, told by its first bytes) to the
 * function that `onHeader` returns. Blank lines are passed over. Holds one chunk of the file at a time.
 * @returns the number of rows after the header, bad ones included
 * @throws DataError for a file that is missing, empty, not UTF-8, damaged gzip, or has a bad row that is not skipped
 * @throws AbortedError
 */
export async function readCsvRows(options: CsvRowsOptions, onHeader: (header: CsvHeader) => TakeRow): Promise<number> {
  const { faults, signal } = options;
  const file = faults.file;
  if (signal?.aborted) throw new AbortedError(undefined, { cause: signal.reason });
  try {
    const { bytes, gzipped } = await openBytes(file);
    const text = async function* (source: AsyncIterable<Buffer>) {
      yield* utf8Chunks(source, file);
    };
    let rows = 0;
    const consume = async (records: AsyncIterable<Parsed>) => {
      rows = await takeRecords(records, options, onHeader);
    };
    const counted = countBytes(options.onBytes);
    await (gzipped
      ? pipeline(bytes, counted, createGunzip({ chunkSize: 1 << 16 }), text, csvParser(), consume, { signal })
      : pipeline(bytes, counted, text, csvParser(), consume, { signal }));
    return rows;
  } catch (error) {
    throw signal?.aborted ? new AbortedError(undefined, { cause: error }) : fileError(file, error);
  }
}

/** A row, or the place of one that csv-parse could not split. */
type Parsed = string[] | UnreadableRow;

class UnreadableRow {
  readonly code: string;
  /** csv-parse's own count, which tells rows apart but is wrong after a quoted CRLF. */
  readonly parserLine: unknown;

  constructor(error: CsvError) {
    this.code = error.code;
    this.parserLine = error['lines'];
  }
}

/** Faults come out as rows of their own, in order, so that the line they are on is known. */
function csvParser() {
  const parser = parse({
    bom: false,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: LONGEST_ROW_BYTES,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) parser.push(new UnreadableRow(error));
      return undefined;
    },
  });
  return parser;
}

async function takeRecords(
  records: AsyncIterable<Parsed>,
  { faults, expected }: CsvRowsOptions,
  onHeader: (header: CsvHeader) => TakeRow,
): Promise<number> {
  const file = faults.file;
  let take: TakeRow | undefined;
  let columns = 0;
  let rows = 0;
  let line = 1;
  let lastUnreadable: unknown;
  for await (const fields of records) {
    if (fields instanceof UnreadableRow) {
      if (fields.code === 'CSV_QUOTE_NOT_CLOSED' || fields.code === 'CSV_MAX_RECORD_SIZE') throw unclosed(file, line);
      if (take === undefined) throw new DataError({ file, line }, STRAY_QUOTE);
      if (fields.parserLine === lastUnreadable) continue;
      lastUnreadable = fields.parserLine;
      rows++;
      faults.report('stray quote', line, undefined, () => STRAY_QUOTE);
      line++;
      continue;
    }
    const begin = line;
    line += 1 + lineFeedsIn(fields);
    if (fields.length === 1 && fields[0] === '') continue;
    if (take === undefined) {
      take = onHeader(csvHeader(file, fields, begin));
      columns = fields.length;
      continue;
    }
    rows++;
    if (fields.length === columns) take(fields, begin);
    else faults.report('wrong number of columns', begin, undefined, () => wrongColumns(columns, fields));
  }
  if (take === undefined) throw new DataError({ file }, `expected the header ${expected} and rows, got an empty file`);
  if (rows === 0) throw new DataError({ file, line: 1 }, 'expected rows after the header, got none; add data');
  return rows;
}

function lineFeedsIn(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count++;
  }
  return count;
}

const STRAY_QUOTE =
  'expected quotes only around a whole field, got one inside; put the field in quotes and double the quotes in it';

function unclosed(file: string, line: number): DataError {
  return new DataError(
    { file, line },
    'expected a closing quote, got none in the row that begins here; close the field with a quote, and double quotes inside it',
  );
}

function wrongColumns(columns: number, fields: readonly string[]): string {
  return `expected ${columns} columns as in the header, got ${fields.length} in ${quoteValue(fields.join(','))}; put fields that contain commas in quotes`;
}

function countBytes(onBytes: ((bytesRead: number) => void) | undefined) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytesRead = 0;
    for await (const chunk of source) {
      bytesRead += chunk.length;
      onBytes?.(bytesRead);
      yield chunk;
    }
  };
}
