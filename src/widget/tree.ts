/**
 * Markup as plain data: views make it, `patchDom` makes nodes of it, `treeHtml` a string. Nothing here knows a document.
 */
export interface Tree {
  readonly tag: string;
  /** `true` is an attribute without a value. */
  readonly attributes: Readonly<Record<string, string | true>>;
  readonly children: readonly (Tree | string)[];
  /** Whose children are somebody else's: they are made once, and left alone later. */
  readonly opaque: boolean;
  /** While it is the same value, the element and all within are as they were. */
  readonly memo: string | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Child = Tree | string | null | false | undefined;

/** `null`, `undefined` and `false` are left out, of attributes and of children. */
export function h(tag: string, attributes: Attributes, children: readonly Child[] = [], { opaque = false, memo }: { opaque?: boolean; memo?: string } = {}): Tree {
  const kept: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) kept[name] = value === true ? true : String(value);
  }
  return { tag, attributes: kept, children: children.filter((child): child is Tree | string => child !== null && child !== undefined && child !== false && child !== ''), opaque, memo };
}

/** What tells siblings apart: items by their id, everything else by its tag and part. Elements without either are told apart by their order. */
export function keyOf(tag: string, id: string | true | null | undefined, part: string | true | null | undefined): string {
  return `${tag} ${typeof id === 'string' ? `#${id}` : (part ?? '')}`;
}
