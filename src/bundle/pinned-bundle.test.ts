/** With `integrity` set, no changed byte of any file is ever accepted. */
import { expect, test } from 'vitest';
import { Sfc32 } from '../random.ts';
import { PinnedBundle } from './pinned-bundle.fixture.ts';

test('400 bytes changed, anywhere in any file @fuzz', async () => {
  const pinned = await PinnedBundle.make();
  const random = new Sfc32(11);
  for (let i = 0; i < 400; i++) {
    const [path, bytes] = pinned.files[i % pinned.files.length];
    await pinned.change(path, random.below(bytes.length), 1 + random.below(255));
  }
  expect(pinned.refused).toBe(400);
});
