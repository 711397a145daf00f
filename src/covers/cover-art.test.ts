import { describe, expect, test } from 'vitest';
import { Sfc32 } from '../random.ts';
import { type Item } from '../types.ts';
import { COVER, coverArt } from './cover-art.ts';
import { coverPalette, shelf } from './cover-palette.ts';
import { PATTERNS } from './cover-patterns.ts';

const GENRES = ['Drama', 'Comedy', 'Horror', 'Sci-Fi', 'Western', 'Poetry'];

function film(id: number): Item {
  const title = ['Heat', 'Alien', 'The Good, the Bad and the Ugly', 'Amélie', 'Dr. Strangelove or: How I Learned to Stop Worrying'][id % 5];
  return { id: String(id), title, genres: [GENRES[id % GENRES.length]], year: 1960 + (id % 60), extra: {} };
}
const shelfful = Array.from({ length: 300 }, (_, id) => film(id));

describe('coverArt', () => {
  test('draws the same cover for the same item', () => {
    for (const item of shelfful.slice(0, 20)) expect(coverArt({ ...item })).toEqual(coverArt(item));
  });

  test('draws covers that can be told apart', () => {
    expect(new Set(shelfful.map((item) => JSON.stringify(coverArt(item)))).size).toBe(shelfful.length);
    expect(new Set(shelfful.map((item) => coverArt(item).pattern))).toEqual(new Set(PATTERNS));
  });

  test('keeps title and label within the cover', () => {
    for (const item of shelfful) {
      const { title, label, field, yearY } = coverArt(item);
      const last = title.y + (title.lines.length - 1) * title.size * 1.08;
      expect(yearY).toBeLessThan(title.y);
      expect(last).toBeLessThan(COVER.height - 8);
      expect(field.height).toBeGreaterThan(80);
      expect(last).toBeLessThan(label ? label.y + label.height : COVER.height);
    }
  });

  test('has numbers only where numbers belong', () => {
    for (const item of shelfful) expect(JSON.stringify(coverArt(item).shapes)).not.toMatch(/NaN|Infinity|null/);
  });

  test('are a few paths each, whatever the pattern', () => {
    for (const item of shelfful) expect(coverArt(item).shapes.length).toBeLessThan(10);
  });

  test('manages without title, year and genres', () => {
    const bare = coverArt({ id: '', title: '', genres: [], year: null, extra: {} });
    expect(bare.shapes.length).toBeGreaterThan(0);
  });
});

describe('a palette', () => {
  test('gives the rarest genre the say', () => {
    expect(shelf(['Comedy', 'Drama', 'Western']).hue).toBe(shelf(['Western']).hue);
    expect(shelf(["Children's"]).hue).toBe(shelf(['Children']).hue);
  });

  test('of items without genres has the hue of any shelf, so that they can be told apart', () => {
    const hueOf = (palette: string) => Math.round(Number(/ ([\d.]+)\)$/.exec(palette)?.[1]) / 30);
    expect(new Set(Array.from({ length: 60 }, (_, seed) => hueOf(coverPalette([], new Sfc32(seed)).ground))).size).toBeGreaterThan(6);
  });

  test('gives an unknown genre a hue of its own', () => {
    expect(shelf(['Poetry']).hue).not.toBe(shelf(['Travel']).hue);
  });

  test('keeps ink and ground apart: at least 4.5 to 1', () => {
    const luminance = (colour: string) => Number(/oklch\(([\d.]+)/.exec(colour)?.[1]) ** 3;
    for (let seed = 0; seed < 200; seed++) {
      const { ink, ground } = coverPalette([GENRES[seed % GENRES.length]], new Sfc32(seed));
      const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  });
});
