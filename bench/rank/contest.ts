import { MIX_TERMS, type NeumfConfig } from '../../src/neumf.ts';
import { normals, randomModel } from '../../src/kernels/testing/random-model.ts';
import { Sfc32 } from '../../src/random.ts';
import { type Contest } from './contestant.ts';

/** The head of the default training options. The tower takes no part. */
const HEAD: Partial<NeumfConfig> = { dim: 64, mlp: [64, 32, 16] };
/** Different users, taken in turn, so that nothing can be kept from one ranking to the next. */
const USERS = 3;

/** A random model of n items, and the users it ranks for; equal n give equal contests. */
export function contestOf(n: number): Contest {
  const model = randomModel(n, HEAD);
  const random = new Sfc32(n, USERS);
  const queries = Array.from({ length: USERS }, (_, user) => ({
    user: normals(model.config.dim, 0.5, random),
    mix: normals(MIX_TERMS.length, 0.2, random),
    events: 5 + 20 * user,
  }));
  return { model, queries };
}
