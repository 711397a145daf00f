import { type ReactNode, useMemo, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { type Item } from '../types.ts';
import { type ItemContext, type RenderItem } from '../widget/rail-settings.ts';

/** A place that the element has asked for, for the card of an item. */
interface Place {
  node: HTMLElement;
  item: Item;
  context: ItemContext;
}

const NONE: readonly Place[] = [];

/** The places of a rail's own cards: the element asks for each and takes it away, React draws into it. */
class Places {
  #places = NONE;
  readonly #listeners = new Set<() => void>();

  /** As the element's `renderItem`: an empty place, which is filled as soon as React comes to it. */
  readonly make: RenderItem = (item, context) => {
    const node = document.createElement('div');
    this.#show([...this.#places, { node, item, context }]);
    return node;
  };

  /** Forgets what the element has taken away. */
  readonly prune = (): void => {
    const left = this.#places.filter(({ node }) => node.parentNode !== null);
    if (left.length < this.#places.length) this.#show(left);
  };

  readonly now = (): readonly Place[] => this.#places;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #show(places: readonly Place[]): void {
    this.#places = places;
    for (const listener of this.#listeners) listener();
  }
}

export interface ItemPortals {
  /** For the element: makes a place. */
  place: RenderItem;
  /** For React. */
  portals: ReactNode;
  /** To be called when the list has become another. */
  prune: () => void;
}

/** The site's own cards in React, drawn into places that the element puts into its list. */
export function useItemPortals(renderItem: ((item: Item, context: ItemContext) => ReactNode) | undefined): ItemPortals {
  const [places] = useState(() => new Places());
  const now = useSyncExternalStore(places.subscribe, places.now, nowhere);
  const portals = useMemo(() => renderItem && now.map(({ node, item, context }) => createPortal(renderItem(item, context), node, item.id)), [renderItem, now]);
  return { place: places.make, portals, prune: places.prune };
}

const nowhere = () => NONE;
