import { expect, test } from 'vitest';
import { Sfc32 } from '../random.ts';
import { PinnedBundle } from './pinned-bundle.fixture.ts';

test('every byte of every file, changed @fuzz', async () => {
  const pinned = await PinnedBundle.make();
  const random = new Sfc32(12);
  let all = 0;
  for (const [path, bytes] of pinned.files) {
    for (let at = 0; at < bytes.length; at++) {
      all++;
      await pinned.change(path, at, 1 + random.below(255));
    }
  }
  expect(pinned.refused).toBe(all);
});
