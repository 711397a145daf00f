/** Seeded randomness. Nothing in TasteKit calls Math.random: a generator is handed in. */

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/** sfc32 (Chris Doty-Humphrey, PractRand): 128-bit state, fast and small, good enough for sampling. */
export class Sfc32 {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  /** Seeds from any list of integers; equal lists give equal streams, and near ones unrelated streams. */
  constructor(...seeds: number[]) {
    let hash = 0x9e3779b9;
    const next = () => {
      hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      return (hash ^= hash >>> 16) >>> 0;
    };
    for (const seed of seeds) {
      hash = (hash ^ (seed >>> 0)) >>> 0;
      next();
      hash = (hash + 0x9e3779b9) >>> 0;
    }
    this.a = next();
    this.b = next();
    this.c = next();
    this.counter = 1;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A uniform number in [0, 1). */
  readonly uniform: Random = () => this.uint32() / 4294967296;

  /** A uniform integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** A standard normal number (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffle<T extends Int32Array | unknown[]>(array: T, random: Sfc32): T {
  for (let i = array.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = array[i];
    array[i] = array[j];
    array[j] = held;
  }
  return array;
}
