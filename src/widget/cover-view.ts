import { COVER, coverArt } from '../covers/cover-art.ts';
import { LINE_HEIGHT } from '../covers/title-lines.ts';
import { type Item } from '../types.ts';
import { h, type Tree } from './tree.ts';

const LABEL_MARGIN = 15;

/** The typographic cover of an item without an image. Its title stands beside it as text, so it is hidden from readers. */
export function coverView(item: Item, letterWidth = 1): Tree {
  const { palette, field, shapes, label, title, yearY } = coverArt(item, letterWidth);
  // A label is printed the other way round: it must stand off from any pattern.
  const letters = label ? palette.ground : palette.ink;
  const { width, height } = COVER;
  return h(
    'svg',
    { class: 'art', part: 'art', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', focusable: 'false' },
    [
      // Wider and higher than the cover: a site may show covers of another shape, and the ground fills that.
      h('rect', { x: -width, y: -height, width: 3 * width, height: 3 * height, fill: palette.ground }),
      // The thin stroke closes the seams that neighbours of one colour would show.
      h('svg', { y: field.y, width, height: field.height }, shapes.map(({ d, fill }) => h('path', { d, fill, stroke: fill, 'stroke-width': 0.4 }))),
      label && h('rect', { x: LABEL_MARGIN, y: label.y, width: width - 2 * LABEL_MARGIN, height: label.height, fill: palette.ink }),
      item.year !== null && h('text', { class: 'art-year', x: title.x, y: yearY, fill: letters }, [String(item.year)]),
      h(
        'text',
        { class: 'art-title', 'font-size': title.size, fill: letters },
        title.lines.map((line, i) => h('tspan', { x: title.x, y: title.y + i * title.size * LINE_HEIGHT }, [line])),
      ),
    ],
    { memo: `${item.id} ${item.title} ${letterWidth.toFixed(2)}` },
  );
}
