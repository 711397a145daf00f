/** Widths of letters in a system face, in parts of the type size; wide scripts and signs count as 1. */
const NARROW = /[iljtfrI.,:;'|!()[\]\s·]/u;
const WIDE = /[mwMW@%—]|[\u2e80-\uffff]|[\u{10000}-\u{10ffff}]/u;

/** About how wide a line of text is, in units of the drawing. Nothing can measure text here, so it is rather too wide. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 1 : NARROW.test(letter) ? 0.34 : /\p{Lu}/u.test(letter) ? 0.7 : 0.58;
  return width * size;
}

/** The text, cut with an ellipsis where it would be wider than `width`. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Several texts with a separator between them; where they do not fit, the longer ones are cut, so that something of each stays. */
export function fitTexts(texts: readonly string[], separator: string, width: number, size: number): string {
  let room = width - textWidth(separator, size) * (texts.length - 1);
  const fitted = [...texts];
  const shortFirst = texts.map((_, i) => i).sort((a, b) => textWidth(texts[a], size) - textWidth(texts[b], size));
  shortFirst.forEach((i, done) => {
    fitted[i] = fitText(texts[i], room / (texts.length - done), size);
    room -= textWidth(fitted[i], size);
  });
  return fitted.join(separator);
}
