import { type Sfc32 } from '../random.ts';

/** Colours of one cover, as CSS colours. `ink` and `ground` keep a contrast of at least 4.5. */
export interface Palette {
  ground: string;
  ink: string;
  /** From near the ground to far from it. */
  tones: readonly [string, string, string];
  /** Used once on a cover. */
  accent: string;
}

/** Hue in degrees of OKLCH and strength of colour, rarest genre first: the rarest names a film best. */
const SHELVES: readonly (readonly [genre: string, hue: number, strength?: number])[] = [
  ['Film-Noir', 265, 0.2],
  ['Western', 62],
  ['Musical', 352],
  ['Music', 340],
  ['War', 118, 0.7],
  ['Documentary', 165, 0.45],
  ['Animation', 190],
  ['Sport', 145],
  ['Biography', 85, 0.7],
  ['History', 75, 0.75],
  ['Horror', 22],
  ['Sci-Fi', 238],
  ['Fantasy', 308],
  ['Mystery', 282],
  ['Children', 105],
  ['Family', 112],
  ['Crime', 255, 0.7],
  ['Romance', 8],
  ['Adventure', 155],
  ['Thriller', 212, 0.8],
  ['Action', 38],
  ['Comedy', 88],
  ['Drama', 48, 0.75],
];

/** A shelf's hue from the genres, of which there is one at least; one that is not in the list gets a hue of its own from its name. */
export function shelf(genres: readonly string[]): { hue: number; strength: number } {
  for (const [genre, hue, strength = 1] of SHELVES) {
    if (genres.some((name) => name === genre || name === `${genre}'s`)) return { hue, strength };
  }
  let sum = 0;
  for (const letter of genres[0]) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
  return { hue: sum, strength: 0.9 };
}

/** One of three printings of the shelf's hue, or of any shelf's where there is no genre: on night, on paper, or full colour. */
export function coverPalette(genres: readonly string[], random: Sfc32): Palette {
  const { hue, strength } = shelf(genres.length > 0 ? genres : [SHELVES[random.below(SHELVES.length)][0]]);
  const h = hue + (random.uniform() - 0.5) * 26;
  const turn = [48, -52, 165][random.below(3)];
  const colour = (lightness: number, chroma: number, angle = h) =>
    `oklch(${lightness} ${(chroma * strength).toFixed(3)} ${((angle + 360) % 360).toFixed(0)})`;
  switch (random.below(3)) {
    case 0:
      return {
        ground: colour(0.28, 0.05),
        ink: colour(0.95, 0.025),
        tones: [colour(0.37, 0.075), colour(0.48, 0.105), colour(0.63, 0.125)],
        accent: colour(0.83, 0.13, h + turn),
      };
    case 1:
      return {
        ground: colour(0.925, 0.035),
        ink: colour(0.27, 0.055),
        tones: [colour(0.82, 0.07), colour(0.67, 0.115), colour(0.5, 0.125)],
        accent: colour(0.62, 0.16, h + turn),
      };
    default:
      return {
        ground: colour(0.49, 0.115),
        ink: colour(0.98, 0.02),
        tones: [colour(0.42, 0.105), colour(0.59, 0.125), colour(0.72, 0.11)],
        accent: colour(0.89, 0.11, h + turn),
      };
  }
}
