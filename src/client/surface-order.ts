/** A surface, as far as order goes. */
interface Named {
  readonly name: string;
  readonly excludes: readonly string[];
}

/**
 * The surfaces in an order in which each comes after those it excludes, otherwise as they came. A circle of surfaces that
 * exclude each other begins with the one that came first.
 */
export function surfaceOrder<S extends Named>(surfaces: Iterable<S>): S[] {
  const left = [...surfaces];
  const order: S[] = [];
  const awaited = (surface: S) => left.filter((other) => other !== surface && surface.excludes.includes(other.name));
  const inCircle = (surface: S) => {
    const reached = new Set<S>();
    for (const next of awaited(surface)) reached.add(next);
    for (const next of reached) for (const further of awaited(next)) reached.add(further);
    return reached.has(surface);
  };
  while (left.length > 0) {
    const next = left.find((surface) => awaited(surface).length === 0) ?? left.find(inCircle) ?? left[0];
    order.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return order;
}
