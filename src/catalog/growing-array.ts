type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array;

/**
 * A typed array that grows by doubling: the columns of a file of unknown length, without an object per row.
 * `full` is the typed array with what was pushed, not copied; it is valid until the next push.
 */
export class GrowingArray<T extends NumberArray> {
  length = 0;
  private readonly make: (capacity: number) => T;
  private values: T;

  constructor(make: (capacity: number) => T, capacity = 1024) {
    this.make = make;
    this.values = make(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  /** Keeps the values that `keep` accepts, in place and in order. */
  filter(keep: (value: number, index: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const value = this.values[i];
      if (keep(value, i)) this.values[kept++] = value;
    }
    this.length = kept;
  }

  get full(): T {
    return this.values.subarray(0, this.length) as T;
  }

  private grow(): void {
    const larger = this.make(Math.max(1, this.values.length * 2));
    larger.set(this.values);
    this.values = larger;
  }
}
