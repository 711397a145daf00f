/** So many workgroups, in x and where need be in y; the last row may hold more than are wanted. */
export function grid(workgroups: number, maxWorkgroups: number): [number, number] {
  const x = Math.max(1, Math.min(workgroups, maxWorkgroups));
  return [x, Math.ceil(workgroups / x)];
}
