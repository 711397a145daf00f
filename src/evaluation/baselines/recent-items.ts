/** The distinct items a visitor touched last, at most `last` of them; 0 keeps all. */
export class RecentItems {
  private readonly items = new Set<number>();
  private readonly last: number;

  constructor(last: number) {
    this.last = last;
  }

  get size(): number {
    return this.items.size;
  }

  /** Takes in a touch, and calls `change` with 1 for the item if it came in, and with −1 for the one that had to go. */
  touch(item: number, change: (item: number, sign: 1 | -1) => void): void {
    const known = this.items.delete(item);
    this.items.add(item);
    if (known) return;
    change(item, 1);
    if (this.last === 0 || this.items.size <= this.last) return;
    const [oldest] = this.items;
    this.items.delete(oldest);
    change(oldest, -1);
  }
}
