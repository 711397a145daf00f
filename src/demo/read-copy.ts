/** Nothing that this page saves is as large; it is not read whole to find out. Bytes. */
const MOST = 32 * 2 ** 20;

/** The text of a file that the visitor chose. @throws Error in words for a visitor */
export async function readCopy(file: File): Promise<string> {
  if (file.size > MOST) throw new Error('That file is far too large to be a copy that was saved here.');
  return file.text();
}
