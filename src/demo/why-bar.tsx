/** How far a bar may be drawn, in units of its view box. */
const WIDTH = 100;

/** A bar from a common line: to the end where it raised, to the beginning where it lowered. Words beside it say the same. */
export function WhyBar({ value, among }: { value: number; among: readonly number[] }) {
  const most = Math.max(...among, 0);
  const least = Math.min(...among, 0);
  const range = Math.max(most - least, Number.EPSILON);
  const zero = (-least / range) * WIDTH;
  const length = (Math.abs(value) / range) * WIDTH;
  return (
    <svg className="why-bar" viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
      <rect className={value < 0 ? 'lowered' : 'raised'} x={value < 0 ? zero - length : zero} y="0" width={length} height="8" />
      <line className="zero" x1={zero} x2={zero} y1="-2" y2="10" />
    </svg>
  );
}
