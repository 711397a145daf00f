import { DataError } from '../errors.ts';
import { quoteValue } from './quote-value.ts';

/** The first row of a file: which column is where. */
export interface CsvHeader {
  /** The columns' names, trimmed, in the file's order. Unnamed ones are ''. */
  readonly names: readonly string[];
  /** Place of a column, counted from 0; -1 where the file has none of that name. */
  find(name: string): number;
  /** Place of a column that must be there. @throws DataError */
  require(name: string): number;
}

/** @throws DataError where two columns have one name */
export function csvHeader(file: string, fields: readonly string[], line: number): CsvHeader {
  const names = fields.map((name) => name.trim());
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new DataError({ file, line, field: twice }, 'expected every column once, got two of this name; rename one');
  }
  return {
    names,
    find: (name) => names.indexOf(name),
    require: (name) => {
      const at = names.indexOf(name);
      if (at >= 0) return at;
      throw new DataError(
        { file, line, field: name },
        `expected a column ${quoteValue(name)}, got the header ${quoteValue(fields.join(','))}; ${cure(fields)}`,
      );
    },
  };
}

function cure(fields: readonly string[]): string {
  const separator = [';', '\t', '|', '\r'].find((candidate) => fields.length === 1 && fields[0].includes(candidate));
  return separator === undefined
    ? 'the first line must name the columns, separated by commas'
    : `separate columns by commas and rows by line feeds, not by ${JSON.stringify(separator)}`;
}
