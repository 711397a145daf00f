/** A page of a site made with React: two rails, a list of its own markup, and a part that comes later. */
import { lazy, startTransition, StrictMode, Suspense, useState, version } from 'react';
import type { Item } from 'tastekit';
import { RecommendationRail, RecommenderProvider, useRecommendations, useRecommender } from 'tastekit/react';

export interface AppProps {
  initial?: readonly Item[];
  nonce?: string;
  /** `cards`: the site draws its own. `later`: a part is suspended. */
  kind?: 'plain' | 'cards' | 'later';
}

const options = { bundle: '/bundles/movies/' };
const Later = lazy(async () => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return { default: Plain };
});

export function App({ initial, nonce, kind = 'plain' }: AppProps) {
  return (
    <StrictMode>
      <Suspense fallback={<p>All of it comes later</p>}>
        <RecommenderProvider options={options} initial={initial}>
          <Page nonce={nonce} kind={kind} />
          <Engine />
        </RecommenderProvider>
      </Suspense>
    </StrictMode>
  );
}

function Page(props: AppProps) {
  const [home, show] = useState(true);
  const [more, showMore] = useState(false);
  return (
    <>
      <button onClick={() => startTransition(() => show(!home))}>{home ? 'Elsewhere' : 'Home'}</button>
      <button onClick={() => showMore(true)}>More</button>
      {home ? <Home {...props} /> : <p>Elsewhere</p>}
      {more && <Later />}
    </>
  );
}

function Home({ nonce, kind }: AppProps) {
  const own = kind === 'cards' ? (item: Item) => <Card item={item} /> : undefined;
  return (
    <main>
      <RecommendationRail
        eager
        surface="home"
        limit={6}
        itemUrl="#{id}"
        className="home"
        serverStyle={{ nonce }}
        renderItem={own}
        filter={({ year }) => Number(year) < 2010}
        onSelect={(event) => note('select', event.detail.item.id)}
        onReady={(event) => note('ready', String(event.detail.items.length))}
        onChange={(event) => note('change', event.detail.ranking?.id ?? '')}
        onError={(event) => note('error', event.detail.error.message)}
      />
      <RecommendationRail eager surface="below" limit={6} layout="grid" itemUrl="#{id}" serverStyle={{ nonce }} excludeSurfaces={['home']} heading="Below" />
      {kind === 'later' ? (
        <Suspense fallback={<p>One moment</p>}>
          <Later />
        </Suspense>
      ) : (
        <Plain />
      )}
    </main>
  );
}

/** As a router's link: it is followed by script. */
function Card({ item }: { item: Item }) {
  const [opened, open] = useState(0);
  return (
    <a
      href={`#${item.id}`}
      className="card"
      onClick={(event) => {
        event.preventDefault();
        open(opened + 1);
      }}
    >
      {item.title} ({opened})
    </a>
  );
}

function Plain() {
  const { status, ranking, record, error } = useRecommendations({ surface: 'plain', limit: 4, excludeSurfaces: ['home', 'below'] });
  return (
    <ol data-status={status} data-ranking={ranking?.id} data-error={error?.message}>
      {ranking?.items.map(({ item }) => (
        <li key={item.id} data-item-id={item.id}>
          <button onClick={() => record({ item: item.id, type: 'like' })}>{item.title}</button>
        </li>
      ))}
    </ol>
  );
}

function Engine() {
  const { recommender, state } = useRecommender();
  if (typeof window !== 'undefined') Object.assign(window, { recommender, reactVersion: version });
  return <p data-engine={state.status}>{state.status === 'ready' ? `${state.ranking.events} events` : 'no events yet'}</p>;
}

function note(type: string, detail: string): void {
  ((window as unknown as { noted?: string[] }).noted ??= []).push(`${type} ${detail}`);
}
