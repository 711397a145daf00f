import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Recommender, type RecommenderOptions } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { type HostSource, RecommenderHost } from './recommender-host.ts';
import { useCommitEffect } from './use-commit-effect.ts';

interface Given {
  /** Items shown until the visitor's own list is there, such as `popularItems()` gives: in a server's HTML, and where the engine cannot run. */
  initial?: readonly Item[];
  children?: ReactNode;
}

/**
 * Either `options`: the page's recommender is shared with everything else that names the same bundle. Other options (by
 * value; of functions only the first counts) are another recommender. Or `recommender`: one that the page made itself.
 */
export type RecommenderProviderProps = Given & ({ options: RecommenderOptions; recommender?: undefined } | { recommender: Recommender; options?: undefined });

export interface Provided {
  host: RecommenderHost;
  initial: readonly Item[] | undefined;
}

/** What the element cannot be told by attributes: with these the recommender has to be there before a rail asks for it. */
const NOT_OF_ELEMENTS = ['backend', 'learning', 'limit', 'rules', 'worker'] as const satisfies (keyof RecommenderOptions)[];

const Context = createContext<Provided | null>(null);

/**
 * Gives one recommender to all that is below it. It starts with the first hook that asks for it, or the first rail that comes
 * into view; with options that an element has no attributes for, when it is mounted. On a server nothing starts. It is kept
 * while the provider stands, and a second longer, so that one that is mounted again finds it running.
 */
export function RecommenderProvider({ options, recommender, initial, children }: RecommenderProviderProps): ReactNode {
  const source: HostSource = recommender ? { recommender } : { options };
  const key = recommender ?? JSON.stringify(options);
  const [held, hold] = useState(() => ({ key, host: new RecommenderHost(source) }));
  let { host } = held;
  if (held.key !== key) {
    host = new RecommenderHost(source);
    hold({ key, host });
  }
  useCommitEffect(() => {
    const { source: given } = host;
    if ('recommender' in given || NOT_OF_ELEMENTS.some((name) => name in given.options)) host.start();
  }, [host]);
  // Not in the effect above: that one ends, too, while a part of the page is only hidden because something in it is suspended.
  useEffect(() => host.stop, [host]);
  const provided = useMemo(() => ({ host, initial }), [host, initial]);
  // React 18 knows no shorter form.
  return <Context.Provider value={provided}>{children}</Context.Provider>;
}

/** What the nearest provider gives; null where there is none. */
export function useProvided(): Provided | null {
  return useContext(Context);
}
