/** How many files are read at once. */
const AT_ONCE = 4;

/** Runs `work` on each entry, four at a time, in order. At the first failure no more are begun, and it is thrown. */
export async function eachOf<T>(entries: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < entries.length) {
      try {
        await work(entries[next++]);
      } catch (error) {
        next = entries.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
