import { keyOf, type Tree } from './tree.ts';

const SVG = 'http://www.w3.org/2000/svg';
const HTML = 'http://www.w3.org/1999/xhtml';
/** What elements were made of, where a tree says when that holds still. */
const memos = new WeakMap<Element, string>();

/**
 * Makes the children of `parent` what the trees say, with as many of the nodes there as will do: those of a list made
 * before, or those a server sent. An item's element follows its item; its place, its focus and its listeners go along.
 */
export function patchDom(parent: Element | DocumentFragment, trees: readonly (Tree | string)[]): void {
  const there = new Map<string, Element[]>();
  for (const element of parent.children) {
    const key = keyOf(element.localName, element.getAttribute('data-item-id'), element.getAttribute('part'));
    const alike = there.get(key);
    if (alike) alike.push(element);
    else there.set(key, [element]);
  }
  // Whoever is not wanted any more leaves first: those that stay then stand in order more often.
  const matched = trees.map((tree) => (typeof tree === 'string' ? null : (there.get(keyOf(tree.tag, tree.attributes['data-item-id'], tree.attributes.part))?.shift() ?? null)));
  for (const unwanted of there.values()) for (const element of unwanted) element.remove();

  let at: ChildNode | null = parent.firstChild;
  trees.forEach((tree, i) => {
    if (typeof tree === 'string') {
      if (at?.nodeType === Node.TEXT_NODE) {
        if (at.nodeValue !== tree) at.nodeValue = tree;
        at = at.nextSibling;
      } else {
        parent.insertBefore(document.createTextNode(tree), at);
      }
      return;
    }
    while (at && at.nodeType !== Node.ELEMENT_NODE) {
      const stray: ChildNode = at;
      at = at.nextSibling;
      stray.remove();
    }
    const element = matched[i] ?? create(tree, parent);
    if (element === at) at = element.nextSibling;
    else move(parent, element, at);
    update(element, tree);
  });
  while (at) {
    const stray: ChildNode = at;
    at = at.nextSibling;
    stray.remove();
  }
}

function create({ tag }: Tree, parent: Node): Element {
  const within = parent instanceof Element && parent.namespaceURI === SVG;
  return document.createElementNS(tag === 'svg' || within ? SVG : HTML, tag);
}

function update(element: Element, { attributes, children, opaque, memo }: Tree): void {
  for (const name of element.getAttributeNames()) if (!(name in attributes)) element.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === true ? '' : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  if (memo !== undefined) {
    if (memos.get(element) === memo) return;
    memos.set(element, memo);
  }
  if (!opaque || (children.length > 0 && !element.hasChildNodes())) patchDom(element, children);
}

/** `moveBefore` keeps focus, animations and what an embedded page was doing; not every browser has it. */
function move(parent: Element | DocumentFragment, element: Element, before: ChildNode | null): void {
  if (typeof parent.moveBefore === 'function' && element.parentNode === parent) parent.moveBefore(element, before);
  else parent.insertBefore(element, before);
}
