import { type Item } from '../types.ts';
import { type ItemContext, type RenderItem } from './rail-settings.ts';
import { slotOf } from './rail-view.ts';

/**
 * The site's own cards. They are children of the element, so that the page's styles and scripts reach them, and stand in
 * the list through slots. An item whose card cannot be drawn gets the usual one.
 */
export class OwnCards {
  renderer: RenderItem | null = null;
  private readonly host: HTMLElement;
  private readonly onError: (error: Error) => void;
  private drawnBy: RenderItem | null = null;
  private readonly nodes = new Map<string, Element>();
  private readonly failed = new Set<string>();

  constructor(host: HTMLElement, onError: (error: Error) => void) {
    this.host = host;
    this.onError = onError;
  }

  /** Draws what is new, and takes away what is not in the list any more. Returns the ids of the items drawn. */
  draw(items: readonly Item[], context: Omit<ItemContext, 'position'>): ReadonlySet<string> {
    if (this.drawnBy !== this.renderer) {
      this.keep(new Set());
      this.failed.clear();
      this.drawnBy = this.renderer;
    }
    this.keep(new Set(items.map(({ id }) => id)));
    items.forEach((item, position) => this.drawOne(item, { ...context, position }));
    return new Set(this.nodes.keys());
  }

  /** The first thing in an item's card that takes the focus. */
  focusable(id: string): HTMLElement | null {
    const node = this.nodes.get(id);
    if (!(node instanceof HTMLElement)) return null;
    return node.matches(FOCUSABLE) ? node : node.querySelector<HTMLElement>(FOCUSABLE);
  }

  private drawOne(item: Item, context: ItemContext): void {
    if (!this.renderer || this.nodes.has(item.id) || this.failed.has(item.id)) return;
    try {
      const node = this.renderer(item, context);
      if (!(node instanceof Node)) throw new TypeError(`renderItem: expected a node for item ${JSON.stringify(item.id)}, got ${String(node)}; make it with document.createElement()`);
      const element = node instanceof Element ? node : document.createElement('div');
      if (element !== node) element.append(node);
      element.slot = slotOf(item);
      this.nodes.set(item.id, element);
      this.host.append(element);
    } catch (error) {
      this.failed.add(item.id);
      this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private keep(ids: ReadonlySet<string>): void {
    for (const [id, node] of this.nodes) {
      if (ids.has(id)) continue;
      node.remove();
      this.nodes.delete(id);
    }
    for (const id of this.failed) if (!ids.has(id)) this.failed.delete(id);
  }
}

const FOCUSABLE = 'a[href], button:not([disabled]), [tabindex]:not([tabindex="-1"]), input:not([disabled])';
