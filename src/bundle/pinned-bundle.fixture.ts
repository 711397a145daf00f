/** A bundle that a page pins by `integrity`, and what comes of changing it. */
import { BundleError } from '../errors.ts';
import { type Files, readerOf } from './changed-files.fixture.ts';
import { openBundle } from './decode-bundle.ts';
import { encodeBundle } from './encode-bundle.ts';
import { exampleParts } from './example-parts.fixture.ts';
import { sha256Hex } from './integrity.ts';
import { MANIFEST_FILE } from './manifest.ts';
import { readFile } from './read-file.ts';

const { signal } = new AbortController();

export class PinnedBundle {
  /** How many changes were refused, naming the file that was changed. */
  refused = 0;
  readonly files: readonly [path: string, bytes: Uint8Array][];
  private readonly integrity: string;

  static async make(): Promise<PinnedBundle> {
    const files = await encodeBundle(exampleParts());
    const pinned = new PinnedBundle(files, `sha256-${await sha256Hex(files.get(MANIFEST_FILE) ?? new Uint8Array())}`);
    await pinned.open(files);
    return pinned;
  }

  private constructor(files: Files, integrity: string) {
    this.files = [...files];
    this.integrity = integrity;
  }

  /** One byte XORed with `mask`. @throws Error where the bundle was read all the same, or refused for anything else. */
  async change(path: string, at: number, mask: number): Promise<void> {
    const files = new Map(this.files);
    const bytes = Uint8Array.from(files.get(path) ?? []);
    bytes[at] ^= mask;
    files.set(path, bytes);
    const fault = await this.open(files).then(
      () => 'was read',
      (error: unknown) => error,
    );
    if (!(fault instanceof BundleError) || fault.file !== path) throw new Error(`${path}, byte ${at}: ${String(fault)}`);
    this.refused++;
  }

  /** All of it: texts, and the licence, which nobody needs to rank. */
  private async open(files: Files): Promise<void> {
    const read = readerOf(files);
    const { manifest } = await openBundle({ read, integrity: this.integrity });
    if (manifest.data.licenceFile !== null) await readFile(read, manifest, manifest.data.licenceFile, signal);
  }
}
