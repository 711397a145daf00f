import { useRef } from 'react';
import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';

export interface HiddenListProps {
  /** Ids, the latest last. */
  hidden: readonly string[];
  /** Undefined where its text is not at hand. */
  textOf: (id: string) => Item | undefined;
  onShow: (id: string) => Promise<boolean>;
}

/** What the visitor never wants to see again, each with a way back. */
export function HiddenList({ hidden, textOf, onShow }: HiddenListProps) {
  const list = useRef<HTMLUListElement>(null);
  if (hidden.length === 0) return null;
  const show = async (id: string) => {
    const next = hidden[hidden.indexOf(id) - 1] ?? hidden[hidden.indexOf(id) + 1];
    if (!(await onShow(id))) return;
    // The pressed button goes with its entry; the focus stays in the list.
    const button = list.current?.querySelector<HTMLElement>(`[data-item-id="${CSS.escape(next ?? '')}"] button`);
    (button ?? document.getElementById('panel'))?.focus({ preventScroll: true });
  };
  return (
    <section className="hidden-items" aria-labelledby="hidden-items">
      <h3 id="hidden-items">Hidden</h3>
      <ul ref={list}>
        {hidden.toReversed().map((id) => {
          const item = textOf(id);
          const title = item ? shortTitleOf(item) : id;
          return (
            <li key={id} data-testid="hidden-item" data-item-id={id}>
              <cite>{title}</cite>
              <button type="button" className="forget" aria-label={`Show again: ${title}`} onClick={() => void show(id)}>
                Show again
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
