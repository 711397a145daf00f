/** Sizes a cover's title is set in, in units of the cover. */
const SIZES = [38, 33, 29, 25, 22, 19, 16.5, 14.5];
export const LINE_HEIGHT = 1.08;

/** A line should not end with these: they belong to what follows. */
const LEANING = new Set(['a', 'an', 'and', 'by', 'der', 'die', 'for', 'from', 'in', 'la', 'le', 'of', 'on', 'the', 'to', 'vs.', 'with']);

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
  for (const size of SIZES) {
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
  let best: { cost: number; lines: string[] } | undefined;
  const place = (start: number, lines: string[], cost: number): void => {
    if (best && cost >= best.cost) return;
    const left = count - lines.length;
    if (left === 0) {
      if (start === words.length) best = { cost, lines };
      return;
    }
    for (let end = start + 1; end <= words.length - left + 1; end++) {
      const line = joined(words.slice(start, end));
      const wide = textWidth(line);
      if (wide > room) return;
      const leans = end < words.length && LEANING.has(words[end - 1].toLowerCase());
      place(end, [...lines, line], cost + (room - wide) ** 2 + (leans ? room * 4 : 0));
    }
  };
  place(0, [], 0);
  return best?.lines;
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
    line = word;
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
    if (letter === ' ') width += 0.26;
    else if (UNSPACED.test(letter)) width += 1;
    else if (/[iljI.,:;'’!|()-]/.test(letter)) width += 0.34;
    else if (/[ftrsJ]/.test(letter)) width += 0.47;
    else if (/[mwMW@—…]/.test(letter)) width += 0.95;
    else if (/[A-Z&ÀÁÂÄÅÆÇÈÉÊÖØÜ]/.test(letter)) width += 0.73;
    else width += 0.585;
  }
  return width;
}
