/** Lines from where titles stood to where they stand. */
export interface SlopeProps {
  /** Rows of both columns. */
  rows: number;
  /** Rows that belong together, from 0; `from` null where it came from below. */
  lines: readonly { id: string; from: number | null; to: number }[];
}

const ROW = 10;
const WIDTH = 100;

export function Slope({ rows, lines }: SlopeProps) {
  const middle = (row: number) => (row + 0.5) * ROW;
  const bottom = rows * ROW;
  return (
    <svg className="slope" viewBox={`0 0 ${WIDTH} ${bottom}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {lines.map(({ id, from, to }) => {
        const start = from === null ? bottom : middle(from);
        return <path key={id} className={from === null ? 'came' : from > to ? 'rose' : 'fell'} d={`M0 ${start}C${WIDTH / 2} ${start} ${WIDTH / 2} ${middle(to)} ${WIDTH} ${middle(to)}`} />;
      })}
    </svg>
  );
}
