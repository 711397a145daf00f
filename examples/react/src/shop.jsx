import { useEffect, useState } from 'react';
import { useRecommendations, useRecommender } from 'tastekit/react';

export function Shop() {
  const { recommender, state } = useRecommender();
  const { ranking, record, error } = useRecommendations({ limit: 12 });
  const sentence = useSentence(recommender, ranking);
  const known = state.status === 'ready' && state.storage.events > 0;

  return (
    <>
      <header>
        <h1>For you</h1>
        <button className="plain" disabled={!known} onClick={() => recommender.history.clear()}>
          Forget me
        </button>
      </header>
      <p className="why" aria-live="polite">
        {error ? `There is no list today: ${error.message}` : sentence}
      </p>
      <ol className="shelf">
        {ranking?.items.map(({ item }) => (
          <li key={item.id}>
            {/* Stored on this device, learned, and the list is another one. */}
            <button className="card" onClick={() => record({ item: item.id, type: 'click' })}>
              <span className={`cover tone-${toneOf(item.id)}`}>{item.title}</span>
              <span className="facts">{[item.year, ...(item.genres ?? [])].filter(Boolean).slice(0, 3).join(' · ')}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Why the first of the list is the first. */
function useSentence(recommender, ranking) {
  const [sentence, setSentence] = useState('One moment…');
  useEffect(() => {
    const first = ranking?.items[0]?.item;
    if (!recommender || !first) return;
    const question = new AbortController();
    recommender.explain(first.id, { signal: question.signal }).then(
      ({ sentence }) => setSentence(`${first.title} comes first. ${sentence}`),
      () => undefined, // asked again for the next list
    );
    return () => question.abort();
  }, [recommender, ranking]);
  return sentence;
}

/** One of six, always the same for an item. */
function toneOf(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
}
