import { memo } from 'react';
import { type Item } from '../types.ts';
import { COVER, coverArt } from '../covers/cover-art.ts';
import { type Shape } from '../covers/cover-patterns.ts';
import { LINE_HEIGHT } from '../covers/title-lines.ts';

interface CoverProps {
  item: Item;
}

/** A typographic cover, drawn from the item alone. The title stands beside it as text, so it is hidden from readers. */
export const Cover = memo(function Cover({ item }: CoverProps) {
  const { palette, field, shapes, label, title, yearY } = coverArt(item);
  // A label is printed the other way round: it must stand off from any pattern.
  const letters = label ? palette.ground : palette.ink;
  return (
    <svg className="cover" viewBox={`0 0 ${COVER.width} ${COVER.height}`} aria-hidden="true" focusable="false">
      <rect width={COVER.width} height={COVER.height} fill={palette.ground} />
      <svg y={field.y} width={COVER.width} height={field.height}>
        {shapes.map(drawShape)}
      </svg>
      {label && <rect x={LABEL_MARGIN} y={label.y} width={COVER.width - 2 * LABEL_MARGIN} height={label.height} fill={palette.ink} />}
      {item.year !== null && (
        <text className="cover-year" x={title.x} y={yearY} fill={letters}>
          {item.year}
        </text>
      )}
      <text className="cover-title" fontSize={title.size} fill={letters}>
        {title.lines.map((line, i) => (
          <tspan key={line + i} x={title.x} y={title.y + i * title.size * LINE_HEIGHT}>
            {line}
          </tspan>
        ))}
      </text>
    </svg>
  );
}, sameCover);

/** Every ranking brings the items anew, and most of them stand on the page already. */
function sameCover(before: CoverProps, after: CoverProps): boolean {
  return before.item.id === after.item.id && before.item.title === after.item.title;
}

const LABEL_MARGIN = 15;

function drawShape({ d, fill }: Shape, index: number) {
  // The thin stroke closes the seams that neighbours of one colour would show.
  return <path key={index} d={d} fill={fill} stroke={fill} strokeWidth={0.4} />;
}
