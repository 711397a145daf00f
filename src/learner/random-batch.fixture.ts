import { normals } from '../kernels/testing/random-model.ts';
import { Sfc32 } from '../random.ts';
import { type ItemRows, type LearnerBatch } from './learner.ts';

/** A batch of one visitor with events of every sign, random but for its seed. `dim`: of the model, d, whose memory has one trace; `features` of its walk term, F, 0 where it has none. */
export function randomBatch(dim: number, seed: number, events = 3, negatives = 6, features = 0): LearnerBatch {
  const random = new Sfc32(seed, 77);
  const rows = (count: number): ItemRows => ({
    factors: normals(count * dim, 0.3, random),
    bias: normals(count, 0.3, random),
    popularity: normals(count, 1, random),
  });
  // Most items have none.
  const traces = (count: number) => normals(count, 2, random).map((value) => Math.max(0, value));
  // Nor do most lie ahead of a visitor.
  const ahead = (count: number) => Float32Array.from({ length: features * count }, () => Math.max(0, 2 * random.uniform() - 1));
  return {
    visitors: 1,
    events,
    negatives,
    states: normals(events * dim, 1, random),
    lengths: Int32Array.from({ length: events }, () => random.below(30)),
    targets: rows(events),
    weights: Float32Array.from({ length: events }, (_, i) => [1, 1.5, -1][i % 3]),
    sampled: rows(negatives),
    corrections: new Float32Array(events * negatives).fill(Math.log(negatives / 30)),
    memory: { targets: traces(events), sampled: traces(events * negatives) },
    walk: features > 0 ? { targets: ahead(events), sampled: ahead(events * negatives) } : null,
  };
}
