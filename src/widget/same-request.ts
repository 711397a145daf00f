import { type SurfaceRequest } from '../client/surfaces.ts';

const FIELDS = ['surface', 'limit', 'item', 'because', 'filter', 'rules', 'explore'] as const satisfies readonly (keyof SurfaceRequest)[];

/** Whether two requests ask for the same. Functions and rules are compared by identity, lists of ids by what they hold. */
export function sameRequest(a: SurfaceRequest, b: SurfaceRequest): boolean {
  return FIELDS.every((field) => a[field] === b[field]) && sameIds(a.exclude, b.exclude) && sameIds(a.excludeSurfaces, b.excludeSurfaces);
}

function sameIds(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
