/** The movies bundle as it lies on disk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'public/bundles/movies';

const read = (path: string): unknown => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));

interface Text {
  genres?: string[];
  year?: number;
}

/** Genres by item id. */
export function genresById(): Map<string, string[]> {
  return ofTexts(({ genres }) => genres ?? []);
}

/** Years by item id; undefined where a title has none. */
export function yearsById(): Map<string, number | undefined> {
  return ofTexts(({ year }) => year);
}

/** Place among all by item id, 0 for the most popular: the order of a bundle's items. */
export function placesByPopularity(): Map<string, number> {
  return new Map([...genresById().keys()].map((id, place) => [id, place]));
}

function ofTexts<T>(part: (text: Text) => T): Map<string, T> {
  const { items } = read('bundle.json') as { items: { ids: string; text: { files: string[] } } };
  const ids = read(items.ids) as string[];
  const texts = items.text.files.flatMap((file) => read(file) as Text[]);
  return new Map(ids.map((id, index) => [id, part(texts[index])]));
}
