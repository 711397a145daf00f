import { DataError } from '../errors.ts';

/** Why a row was left out. */
export type RowFault =
  | 'wrong number of columns'
  | 'stray quote'
  | 'empty user'
  | 'empty item'
  | 'unknown item'
  | 'rating not a number'
  | 'timestamp not a number'
  | 'timestamp in milliseconds'
  | 'timestamp missing'
  | 'order not a number'
  | 'duplicate item'
  | 'empty title'
  | 'year not an integer'
  | 'text too long';

/** How many rows were left out, by reason. Reasons that did not occur are absent. */
export type SkippedRows = Partial<Record<RowFault, number>>;

/** What to do with a bad row: throw at the first one, or, with `skipBadRows`, leave it out and count it by reason. */
export class RowFaults {
  readonly file: string;
  readonly skipBadRows: boolean;
  readonly skipped: SkippedRows = {};

  constructor(file: string, skipBadRows: boolean) {
    this.file = file;
    this.skipBadRows = skipBadRows;
  }

  /**
   * Reports a bad row. `reason` is called only where the message is needed: a file may have millions of bad rows.
   * @throws DataError unless bad rows are skipped
   */
  report(fault: RowFault, line: number, field: string | undefined, reason: () => string): void {
    if (!this.skipBadRows) {
      throw new DataError({ file: this.file, line, field }, `${reason()}, or skip bad rows`);
    }
    this.count(fault, 1);
  }

  /** Counts `rows` left out for a reason that only showed after the whole file was read. */
  count(fault: RowFault, rows: number): void {
    this.skipped[fault] = (this.skipped[fault] ?? 0) + rows;
  }
}
