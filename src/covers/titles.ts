import { type Item } from '../types.ts';

const ARTICLES = "The|A|An|Le|La|Les|L'|Un|Une|Der|Die|Das|Ein|Eine|El|Los|Las|Il|Lo|I|Gli|De|Het";
const INVERTED = new RegExp(`^(.+), (${ARTICLES})$`);

/** The title as one says it: without the year the catalogue may have put behind it, "The Matrix" for "Matrix, The". */
export function titleOf(item: Item): string {
  const year = ` (${item.year})`;
  const bare = item.year !== null && item.title.endsWith(year) ? item.title.slice(0, -year.length) : item.title;
  const parts = /^(.*?)((?: \(.*)?)$/s.exec(bare);
  if (!parts) return bare;
  const inverted = INVERTED.exec(parts[1]);
  if (!inverted) return bare;
  const [, name, article] = inverted;
  return `${article}${article.endsWith("'") ? '' : ' '}${name}${parts[2]}`;
}

/** The title without remarks in brackets, for covers and sentences. */
export function shortTitleOf(item: Item): string {
  const title = titleOf(item);
  return title.replace(/\s+\([^)]*\)/g, '');
}
