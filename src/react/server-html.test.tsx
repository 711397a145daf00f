/** What a server sends: with React's own server renderer, in Node. */
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { type Item } from '../types.ts';
import { HOSTILE_TEXTS, HOSTILE_URLS } from '../widget/xss-corpus.fixture.ts';
import { RecommendationRail } from './recommendation-rail.tsx';
import { RecommenderProvider } from './recommender-provider.tsx';
import { useRecommendations } from './use-recommendations.ts';
import { useRecommender } from './use-recommender.ts';

const initial: Item[] = [
  { id: '1214', title: 'Alien (1979)', genres: ['Horror', 'Sci-Fi'], year: 1979, extra: {} },
  { id: '<2>', title: 'Heat & "Dust" <1983>', genres: ['Drama'], year: 1983, extra: { url: '/films/2' } },
  { id: '3', title: 'Brazil (1985)', genres: ['Sci-Fi'], year: 1985, extra: {} },
];
const options = { bundle: '/bundles/movies/' };

/** As a server's log would show it: nothing. */
function rendered(element: React.ReactElement): string {
  const complained = vi.spyOn(console, 'error');
  const html = renderToString(<StrictMode>{element}</StrictMode>);
  expect(complained.mock.calls).toEqual([]);
  complained.mockRestore();
  return html;
}

it('a rail has the initial items in it, to be read without a script', () => {
  const html = rendered(
    <RecommenderProvider options={{ ...options, consent: 'ask' }} initial={initial}>
      <RecommendationRail limit={2} layout="grid" className="films" onSelect={() => undefined} aria-label="Films" filter={({ year }) => year !== 1979} />
    </RecommenderProvider>,
  );
  expect(html).toMatch(/^<taste-rail [^>]*><template shadowrootmode="open">.*<\/template><\/taste-rail>$/s);
  const start = html.slice(0, html.indexOf('>'));
  for (const attribute of ['aria-label="Films"', 'class="films"', 'bundle="/bundles/movies/"', 'consent="ask"', 'limit="2"', 'layout="grid"']) expect(start).toContain(attribute);
  expect(start).not.toContain('undefined');
  expect(html).toContain('data-item-id="&lt;2&gt;"');
  expect(html).toContain('href="/films/2"');
  expect(html).toContain('data-item-id="3"');
  expect(html).not.toContain('data-item-id="1214"');
});

it('a rail without items holds their places; one like an item does not take the popular list', () => {
  const html = rendered(
    <RecommenderProvider options={options} initial={initial}>
      <RecommendationRail item="1214" limit={7} serverStyle={{ nonce: 'abc' }} because={false} />
    </RecommenderProvider>,
  );
  expect(html).not.toContain('data-item-id');
  expect(html).not.toMatch(/ because/);
  expect(html.match(/part="skeleton"/g)).toHaveLength(7);
  expect(html).toContain('<style nonce="abc">');
});

it('a rail of the site’s own cards sends those', () => {
  const html = rendered(
    <RecommenderProvider options={options} initial={initial}>
      <RecommendationRail renderItem={(item, { position }) => <a href={`/${position}`}>{item.title}</a>}>
        <h2 slot="heading">Films</h2>
      </RecommendationRail>
    </RecommenderProvider>,
  );
  expect(html).not.toContain('<template');
  expect(html).toContain('<h2 slot="heading">Films</h2><div><a href="/0">Alien (1979)</a></div>');
});

it('hooks have the popular list, and no recommender', () => {
  function List() {
    const { status, ranking, because, error } = useRecommendations({ limit: 2, surface: 'home', filter: ({ id }) => id !== '3' });
    const { recommender, state } = useRecommender();
    expect({ status, because, error, recommender, state: state.status }).toEqual({ status: 'loading', because: null, error: null, recommender: null, state: 'loading' });
    expect(ranking).toMatchObject({ id: 'popular', surface: 'home', events: 0 });
    return ranking?.items.map(({ item, position }) => `${position}:${item.id}`).join(' ');
  }
  expect(
    rendered(
      <RecommenderProvider options={options} initial={initial}>
        <p>
          <List />
        </p>
      </RecommenderProvider>,
    ),
  ).toBe('<p>0:1214 1:&lt;2&gt;</p>');
});

it('a hook outside of a provider says what to do', () => {
  function Lost() {
    useRecommendations();
    return null;
  }
  expect(() => renderToString(<Lost />)).toThrowErrorMatchingInlineSnapshot(
    `[Error: there is no recommender: wrap the app, or the part that shows recommendations, in <RecommenderProvider options={{ bundle: … }}>]`,
  );
});

it('hostile texts and addresses are none of its markup @xss', () => {
  const hostile = HOSTILE_TEXTS.map((text, at): Item => ({ id: text, title: text, genres: [text], year: null, extra: { url: HOSTILE_URLS[at % HOSTILE_URLS.length], image: HOSTILE_URLS[at % HOSTILE_URLS.length], price: text } }));
  const plain = hostile.map((item, at): Item => ({ ...item, id: `${at}`, title: 'x', genres: ['x'], extra: {} }));
  const shape = (items: Item[]) => {
    const html = rendered(
      <RecommenderProvider options={options} initial={items}>
        <RecommendationRail limit={items.length} heading={items[0].title} surface={items[0].title} />
      </RecommenderProvider>,
    );
    // Covers draw as much as a title takes.
    const outside = html.replace(/<style>.*?<\/style>/s, '').replace(/<svg class="art".*?<\/svg><\/div>/gs, '</div>');
    return [...outside.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
  };
  expect(shape(hostile)).toEqual(shape(plain));
  expect(shape(plain).length).toBeGreaterThan(HOSTILE_TEXTS.length);
});
