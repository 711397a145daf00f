/** What a developer copies. Each is whole: it works on a page as it stands. */
export interface Snippet {
  id: string;
  title: string;
  /** What it is for, in a sentence. */
  words: string;
  /** `html` and `css` belong to the element; `js` stands alone. */
  language: 'html' | 'tsx' | 'js';
  code: string;
}

export interface SnippetOf {
  /** URL of the bundle's folder. */
  bundle: string;
  /** An item that something is to be like, and what it is called. */
  item: { id: string; title: string };
}

const DEFINE = `<script type="module" src="/tastekit/widget/define.js"></script>`;

/** The snippets of a catalogue. */
export function gallerySnippets({ bundle, item }: SnippetOf): Snippet[] {
  const tag = (...attributes: string[]) => `<taste-rail bundle="${bundle}"${attributes.map((attribute) => ` ${attribute}`).join('')}></taste-rail>`;
  const html = (...lines: string[]) => [DEFINE, ...lines].join('\n');
  return [
    { id: 'rail', title: 'A row', words: 'One script, one tag. It scrolls, by finger, wheel and arrow keys.', language: 'html', code: html(tag('heading="Picked for you"')) },
    { id: 'grid', title: 'A grid', words: 'The same list, where there is room for it.', language: 'html', code: html(tag('layout="grid"', 'heading="More for you"', 'limit="8"')) },
    { id: 'list', title: 'A list', words: 'For a sidebar, or below an article.', language: 'html', code: html(tag('layout="list"', 'heading="Next for you"', 'limit="5"')) },
    { id: 'related', title: 'More like this', words: 'On the page of an item: what is most like it.', language: 'html', code: html(tag(`item="${escapeHtml(item.id)}"`, `heading="More like ${escapeHtml(item.title)}"`, 'limit="12"')) },
    { id: 'because', title: 'Because you liked', words: 'What follows from the last thing the visitor took. It stays empty until then.', language: 'html', code: html(tag('because', 'limit="12"')) },
    {
      id: 'colours',
      title: 'Your own look',
      words: 'Custom properties reach colours, type and measures; ::part() reaches the rest.',
      language: 'html',
      code: html(
        `<style>
  taste-rail.ours {
    --taste-ink: #17324d;
    --taste-soft: #3f5a75;
    --taste-paper: #eaf1f8;
    --taste-ember: #0a6bbf;
    --taste-display: system-ui, sans-serif;
    --taste-card-width: 8rem;
    --taste-radius: 14px;
    padding: 1.25rem;
    background: #eaf1f8;
  }
</style>`,
        tag('class="ours"', 'heading="In our colours"', 'limit="10"'),
      ),
    },
    {
      id: 'react',
      title: 'React',
      words: 'A component and a hook, for React 18 and 19, server rendering and StrictMode.',
      language: 'tsx',
      code: `import { RecommendationRail, RecommenderProvider } from 'tastekit/react';

export function ForYou() {
  return (
    <RecommenderProvider options={{ bundle: '${bundle}' }}>
      <RecommendationRail heading="For you, in React" limit={10} />
    </RecommenderProvider>
  );
}`,
    },
    {
      id: 'headless',
      title: 'Only the engine',
      words: 'No element at all: your own markup on the same API that this page is made with.',
      language: 'js',
      code: `import { createRecommender } from 'tastekit';

const recommender = createRecommender({ bundle: '${bundle}', limit: 5 });
const list = document.body.appendChild(document.createElement('ol'));

recommender.subscribe(() => {
  const state = recommender.getState();
  if (state.status !== 'ready') return;
  list.replaceChildren(
    ...state.ranking.items.map(({ item, position }) => {
      const row = document.createElement('li');
      const button = row.appendChild(document.createElement('button'));
      button.textContent = item.title;
      button.onclick = () => recommender.record({ item: item.id, type: 'click', rankingId: state.ranking.id, position });
      return row;
    }),
  );
});`,
    },
  ];
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
