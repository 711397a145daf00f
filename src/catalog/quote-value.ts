/** The longest piece of a file that an error message repeats, in characters. */
const LONGEST = 40;

/** A value from a file as an error message shows it: in double quotes, control characters escaped, shortened to 40 characters. */
export function quoteValue(value: string): string {
  const characters = Array.from(value.slice(0, 2 * LONGEST + 2));
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : value;
  return JSON.stringify(short);
}
