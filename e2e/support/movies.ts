/** The movies bundle as it lies on disk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'public/bundles/movies';

const read = (path: string): unknown => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));

/** Genres by item id. */
export function genresById(): Map<string, string[]> {
  const { items } = read('bundle.json') as { items: { ids: string; text: { files: string[] } } };
  const ids = read(items.ids) as string[];
  const texts = items.text.files.flatMap((file) => read(file) as { genres?: string[] }[]);
  return new Map(ids.map((id, index) => [id, texts[index].genres ?? []]));
}
