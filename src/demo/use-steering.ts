import { useCallback, useMemo, useState } from 'react';
import { type Recommender, type SteerChange } from '../client/recommender.ts';
import { type Item, type Steering } from '../types.ts';

export interface SteeringCalls {
  steer: (change: SteerChange) => Promise<boolean>;
  hide: (item: Item) => Promise<boolean>;
  unhide: (id: string) => Promise<boolean>;
  /** Ids of what is hidden; null while it is not read. */
  hidden: ReadonlySet<string> | null;
  /** The text of an item that is hidden, where it is at hand. */
  textOf: (id: string) => Item | undefined;
}

/** What a visitor can do about how their list is made. `attempt` says what fails, and resolves to whether it was done. */
export function useSteering(recommender: Recommender | null, steering: Steering | undefined, items: readonly Item[] | undefined, attempt: (work: () => Promise<unknown>) => Promise<boolean>): SteeringCalls {
  // The texts of a large catalogue are not at hand: of what was hidden on this visit they were.
  const [seen, setSeen] = useState<readonly Item[]>([]);
  const steer = useCallback((change: SteerChange) => attempt(async () => recommender?.steer(change)), [recommender, attempt]);
  const unhide = useCallback((id: string) => attempt(async () => recommender?.unhide(id)), [recommender, attempt]);
  const hide = useCallback(
    (item: Item) => {
      setSeen((before) => [...before, item]);
      return attempt(async () => recommender?.hide(item.id));
    },
    [recommender, attempt],
  );
  // By what is in it: every state brings another array, and with another set the shelves would be drawn anew.
  const ids = steering && JSON.stringify(steering.hidden);
  const hidden = useMemo(() => (ids === undefined ? null : new Set(JSON.parse(ids) as string[])), [ids]);
  const texts = useMemo(() => {
    const known = hidden?.size ? [...(items ?? []), ...seen] : [];
    return new Map(known.filter(({ id }) => hidden?.has(id)).map((item) => [item.id, item]));
  }, [items, seen, hidden]);
  const textOf = useCallback((id: string) => texts.get(id), [texts]);
  return { steer, hide, unhide, hidden, textOf };
}
