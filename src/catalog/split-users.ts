import { OptionError } from '../errors.ts';
import { Sfc32 } from '../random.ts';
import { hashId } from './hash-id.ts';

export interface SplitUsersOptions {
  seed: number;
  /** Share of users for validation, in [0, 1). */
  validation: number;
  /** Share of users for the test, in [0, 1); together with `validation` below 1. The rest trains. */
  test: number;
}

/** Places in the list of users, ascending. Every user is in exactly one part. */
export interface UserSplit {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/**
 * Splits whole users by a seeded hash of each one's id. So a user's part depends on nothing but the id, the seed and
 * the shares: not on the file's order, nor on who else is there. The shares hold in expectation, not exactly.
 * A larger share keeps the users a smaller one had (of the test always; of validation, while the test's share is the same).
 * @throws OptionError
 */
export function splitUsers(users: readonly string[], { seed, validation, test }: SplitUsersOptions): UserSplit {
  checkShare('validation', validation);
  checkShare('test', test);
  if (validation + test >= 1) {
    throw new OptionError(
      'validation',
      `expected validation + test below 1, got ${validation} + ${test}; leave users to train on`,
    );
  }
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  users.forEach((id, user) => {
    const place = placeOf(id, seed);
    const part = place < test ? parts.test : place < test + validation ? parts.validation : parts.train;
    part.push(user);
  });
  return {
    train: Int32Array.from(parts.train),
    validation: Int32Array.from(parts.validation),
    test: Int32Array.from(parts.test),
  };
}

/** A uniform number in [0, 1) that the id and the seed fix. */
function placeOf(id: string, seed: number): number {
  return new Sfc32(seed, ...hashId(id)).uniform();
}

function checkShare(option: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new OptionError(option, `expected a share in [0, 1), got ${value}; 0.1 is a tenth`);
}
