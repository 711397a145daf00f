import { expect, it } from 'vitest';
import { learningSettings } from '../training/learning-settings.ts';
import { LEARNER_ABLATIONS } from './learner-ablations.ts';

const whole = { ...learningSettings(1, null), rates: { vector: 0.1, adapter: 0.2, mix: 0.3, walk: 0.4 }, replay: 7, proximal: 0.01 };
const changed = (settings: typeof whole) => Object.fromEntries(LEARNER_ABLATIONS.map(({ part, change }) => [part, change(settings)]));

it('each takes one part away, and nothing else', () => {
  expect(changed(whole)).toEqual({
    replay: { ...whole, replay: 0 },
    proximal: { ...whole, proximal: 0 },
    guard: { ...whole, guard: false },
    walk: { ...whole, rates: { vector: 0.1, adapter: 0.2, mix: 0.3, walk: 0 } },
    vector: { ...whole, rates: { vector: 0, adapter: 0.2, mix: 0.3, walk: 0.4 } },
    adapter: { ...whole, rates: { vector: 0.1, adapter: 0, mix: 0.3, walk: 0.4 } },
    mix: { ...whole, rates: { vector: 0.1, adapter: 0.2, mix: 0, walk: 0.4 } },
  });
  for (const { name, part } of LEARNER_ABLATIONS) expect(name).toBe(`learner without ${part}`);
});

it('there is none without what is not there, nor one that learns nothing', () => {
  const bare = changed({ ...whole, rates: { vector: 0.1, adapter: 0, mix: 0, walk: 0 }, replay: 0, proximal: 0, guard: false });
  expect(bare).toEqual({ replay: null, proximal: null, guard: null, walk: null, vector: null, adapter: null, mix: null });
});
