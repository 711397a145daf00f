import { use, useState } from 'react';
import { type Item } from '../types.ts';
import { HeldContext, useTaste } from './taste.ts';
import { titleOf } from '../covers/titles.ts';

/** Takes an item off every list of this device. `quiet`: a small cross on its cover, else in words. */
export function HideButton({ item, quiet = false }: { item: Item; quiet?: boolean }) {
  const { hide } = useTaste();
  const { hidden } = use(HeldContext);
  const [pressed, setPressed] = useState(false);
  if (hidden === null) return null;
  if (hidden.has(item.id)) {
    if (quiet) return null;
    // The pressed button is gone, and the focus stays here.
    return (
      <p className="hide-done" tabIndex={-1} ref={(said) => (pressed ? said?.focus() : undefined)}>
        Hidden. The panel shows it again.
      </p>
    );
  }
  const press = () => {
    setPressed(true);
    hide(item);
  };
  return (
    <button type="button" className={quiet ? 'hide-cross' : 'quiet'} aria-label={`Hide this: ${titleOf(item)}`} title="Hide this" data-testid="hide" onClick={press}>
      {quiet ? <span aria-hidden="true">×</span> : 'Hide this'}
    </button>
  );
}
