/** Bytes on disk (compressed ones, where a file is), all files together. */
export interface ReadProgress {
  bytesRead: number;
  totalBytes: number;
}

/** Joins the progress of files read one after the other into one that is monotone and ends at its total. */
export function readProgress(sizes: readonly number[], onProgress: ((progress: ReadProgress) => void) | undefined) {
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let reported = -1;
  const report = (bytesRead: number) => {
    if (bytesRead <= reported) return;
    reported = bytesRead;
    onProgress?.({ bytesRead, totalBytes });
  };
  return {
    /** Takes the bytes read so far of one file. */
    of(file: number): (bytesRead: number) => void {
      const before = sizes.slice(0, file).reduce((sum, size) => sum + size, 0);
      return (bytesRead) => report(before + Math.min(bytesRead, sizes[file]));
    },
    finish: () => report(totalBytes),
  };
}
