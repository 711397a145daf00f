import { use, useState } from 'react';
import { type Item } from '../types.ts';
import { HeldContext, type Origin, useTaste, type Verdict } from './taste.ts';
import { titleOf } from '../covers/titles.ts';

const WORDS: Record<Verdict, { ask: string; done: string }> = {
  like: { ask: 'Like', done: 'Liked' },
  dismiss: { ask: 'Not for me', done: 'Not for you' },
};

/** Like and Not for me. Each is recorded once; the one that holds stays visibly pressed. */
export function VerdictButtons({ item, origin }: { item: Item; origin: Origin }) {
  const { judge } = useTaste();
  const { verdicts } = use(HeldContext);
  const held = verdicts.get(item.id);
  // What was sent shows at once, and until the history holds it; other clicks' entries may come before.
  const [sent, setSent] = useState<Verdict | null>(null);
  const [before, setBefore] = useState(held);
  if (held !== before) {
    setBefore(held);
    setSent(null);
  }
  const holds = sent ?? held;

  const press = (verdict: Verdict) => {
    if (verdict === holds || sent) return;
    setSent(verdict);
    void judge(item, verdict, origin).then((kept) => (kept ? undefined : setSent(null)));
  };
  return (
    <div className="verdicts">
      {(['like', 'dismiss'] as const).map((verdict) => {
        const pressed = verdict === holds;
        const words = pressed ? WORDS[verdict].done : WORDS[verdict].ask;
        return (
          <button
            key={verdict}
            type="button"
            className={`verdict verdict-${verdict}`}
            aria-pressed={pressed}
            aria-label={`${words}: ${titleOf(item)}`}
            data-verdict={verdict}
            onClick={() => press(verdict)}
          >
            {words}
          </button>
        );
      })}
    </div>
  );
}
