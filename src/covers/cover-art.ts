import { Sfc32 } from '../random.ts';
import { type Item } from '../types.ts';
import { coverPalette, type Palette } from './cover-palette.ts';
import { drawPattern, PATTERNS, type PatternName, type Shape } from './cover-patterns.ts';
import { fitTitle, LINE_HEIGHT, type TitleLines } from './title-lines.ts';
import { shortTitleOf } from './titles.ts';

/** A cover is this many units wide and high. */
export const COVER = { width: 200, height: 300 } as const;
const MARGIN = 17;
const EYEBROW = 12;

/** Everything there is to draw of a cover. The same item gives the same cover on every device. */
export interface CoverArt {
  pattern: PatternName;
  palette: Palette;
  /** The part of the cover the pattern fills. */
  field: { y: number; height: number };
  shapes: Shape[];
  /** A plain label over the pattern, printed in `ground` on `ink`, where the title would otherwise stand on the pattern. */
  label: { y: number; height: number } | null;
  title: TitleLines & { x: number; y: number };
  /** Baseline of the year. */
  yearY: number;
}

/** `letterWidth`: how much wider than Fraunces the face is that titles are set in. */
export function coverArt(item: Item, letterWidth = 1): CoverArt {
  const random = new Sfc32(...Array.from(item.id, (letter) => letter.codePointAt(0) ?? 0));
  const pattern = PATTERNS[random.below(PATTERNS.length)];
  const palette = coverPalette(item.genres, random);
  const layout = (['above', 'below', 'label'] as const)[random.below(3)];
  const margin = layout === 'label' ? MARGIN + 11 : MARGIN;
  const title = fitTitle(shortTitleOf(item), (COVER.width - 2 * margin) / Math.max(1, letterWidth), layout === 'label' ? 130 : 142);
  const set = Math.round(title.lines.length * title.size * LINE_HEIGHT);
  const block = EYEBROW + 8 + set;

  // From the top of the block: year, then title.
  let top = 19;
  let field = { y: 0, height: COVER.height as number };
  let label: CoverArt['label'] = null;
  if (layout === 'above') {
    const y = Math.max(104, top + block + 18);
    field = { y, height: COVER.height - y };
  } else if (layout === 'below') {
    top = COVER.height - 20 - Math.max(block, 62);
    field = { y: 0, height: top - 15 };
  } else {
    const height = block + 30;
    label = { y: Math.round((COVER.height - height) * [0.2, 0.5, 0.5][random.below(3)]), height };
    top = label.y + 14;
  }
  const shapes = drawPattern[pattern](COVER.width, field.height, palette, random);
  const first = top + EYEBROW + 8 + title.size * 0.86;
  return { pattern, palette, field, shapes, label, title: { ...title, x: margin, y: Math.round(first) }, yearY: top + EYEBROW - 2 };
}
