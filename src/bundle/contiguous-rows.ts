/** Rows [from, to) of the items, in a file of their own. */
interface Shard {
  from: number;
  to: number;
}

/** Shards arrive in any order; what can be used is the rows from 0 up to the first that is missing. */
export class ContiguousRows {
  /** Rows [0, ready) are there. */
  ready = 0;
  readonly #shards: readonly Shard[];
  readonly #onRows: (to: number) => void;
  readonly #arrived = new Set<Shard>();
  #next = 0;

  /** `shards` in the order of their rows, without gaps. `onRows` is called whenever `ready` has grown. */
  constructor(shards: readonly Shard[], onRows: (to: number) => void = () => {}) {
    this.#shards = shards;
    this.#onRows = onRows;
  }

  arrive(shard: Shard): void {
    this.#arrived.add(shard);
    const before = this.ready;
    while (this.#arrived.delete(this.#shards[this.#next])) this.ready = this.#shards[this.#next++].to;
    if (this.ready > before) this.#onRows(this.ready);
  }
}
