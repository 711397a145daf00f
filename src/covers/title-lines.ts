/** Sizes a cover's title is set in, in units of the cover. */
const SIZES = [38, 33, 29, 25, 22, 19, 16.5, 14.5];
export const LINE_HEIGHT = 1.08;

/** A line should not end with these: they belong to what follows. */
const LEANING = new Set(['a', 'an', 'and', 'by', 'der', 'die', 'for', 'from', 'in', 'la', 'le', 'of', 'on', 'the', 'to', 'vs.', 'with']);

/** Titles of more words (or letters, where no spaces are written) are cut, not set evenly. */
const MOST_WORDS = 64;
/** Ems of a space, the narrowest there is. */
const NARROWEST = 0.26;

export interface TitleLines {
  lines: string[];
  size: number;
}

/** Where a line may break though there is no space: between two letters of these scripts. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
/** What stands behind a letter of these stays with it. */
const PIECES = new RegExp(`${UNSPACED.source}[\\u3000-\\u303f\\uff00-\\uffef]*|(?:(?!${UNSPACED.source})\\S)+`, 'gu');

/** Breaks a title into lines of even length, in the largest size at which it fits into `width` × `height`. */
export function fitTitle(title: string, width: number, height: number): TitleLines {
  const words = title.match(PIECES) ?? [];
  for (const size of words.length > MOST_WORDS ? [] : SIZES) {
    const room = width / size;
    const most = Math.floor(height / (size * LINE_HEIGHT));
    for (let count = 1; count <= Math.min(most, words.length); count++) {
      const lines = evenLines(words, count, room);
      if (lines) return { lines, size };
    }
  }
  const size = SIZES[SIZES.length - 1];
  return { lines: cutLines(words, width / size, Math.max(1, Math.floor(height / (size * LINE_HEIGHT)))), size };
}

/** The fairest split into `count` lines no wider than `room`, or undefined. */
function evenLines(words: readonly string[], count: number, room: number): string[] | undefined {
  // By dynamic programming (Knuth & Plass 1981): to try all splits takes for ever where words are many and short.
  const known = new Map<string, Split | null>();
  const fairest = (start: number, left: number): Split | null => {
    const key = `${start} ${left}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    let best: Split | null = left === 0 && start === words.length ? { cost: 0, lines: [] } : null;
    const last = left === 0 ? start : words.length - left + 1;
    for (let end = start + 1; end <= last; end++) {
      const line = joined(words.slice(start, end));
      const wide = textWidth(line);
      if (wide > room) break;
      const rest = fairest(end, left - 1);
      const leans = end < words.length && LEANING.has(words[end - 1].toLowerCase());
      const cost = (room - wide) ** 2 + (leans ? room * 4 : 0) + (rest?.cost ?? 0);
      if (rest && (!best || cost < best.cost)) best = { cost, lines: [line, ...rest.lines] };
    }
    known.set(key, best);
    return best;
  };
  const split = fairest(0, count);
  return split ? [...split.lines] : undefined;
}

interface Split {
  cost: number;
  lines: readonly string[];
}

/** As many words as fit, and "…" where there was more. */
function cutLines(words: readonly string[], room: number, count: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : joined([line, word]);
    if (textWidth(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    // A word may have no end: no more of it than could fit.
    line = word.slice(0, Math.ceil(room / NARROWEST));
    while (textWidth(line) > room) line = line.slice(0, -1);
    if (lines.length === count) break;
  }
  if (lines.length < count && line !== '') lines.push(line);
  if (joined(lines) === joined(words)) return lines;
  let last = lines.pop() ?? '';
  while (last !== '' && textWidth(`${last}…`) > room) last = last.slice(0, -1);
  return [...lines, `${last.trimEnd()}…`];
}

/** With spaces, but for letters that need none between them. */
function joined(words: readonly string[]): string {
  const tight = (line: string, word: string) => line === '' || (UNSPACED.test(line.at(-1) ?? '') && UNSPACED.test(word));
  return words.reduce((line, word) => (tight(line, word) ? line + word : `${line} ${word}`), '');
}

/** Estimated width in ems of Fraunces at weight 560: the covers are drawn before any font has loaded. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (letter === ' ') width += NARROWEST;
    else if (UNSPACED.test(letter)) width += 1;
    else if (/[iljI.,:;'’!|()-]/.test(letter)) width += 0.34;
    else if (/[ftrsJ]/.test(letter)) width += 0.47;
    else if (/[mwMW@—…]/.test(letter)) width += 0.95;
    else if (/[A-Z&ÀÁÂÄÅÆÇÈÉÊÖØÜ]/.test(letter)) width += 0.73;
    else width += 0.585;
  }
  return width;
}
