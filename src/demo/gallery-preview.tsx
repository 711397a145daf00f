import { createElement, useEffect, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { surfacesOf } from '../client/surfaces-of.ts';
import { type SurfaceList } from '../client/surface-request.ts';
import { RecommendationRail, RecommenderProvider } from '../react/index.ts';
import { titleOf } from '../covers/titles.ts';
import { type SnippetOf } from './gallery-snippets.ts';

export interface GalleryPreviewProps extends SnippetOf {
  snippet: string;
  /** The page's own. */
  recommender: Recommender;
}

/** A snippet at work, on the page's own engine and history. */
export function GalleryPreview({ snippet, recommender, bundle, item }: GalleryPreviewProps) {
  // Handed over rather than shared by its options: the engine is here already, so a visitor who saves data has nothing to save.
  const rail = (attributes: object) => createElement('taste-rail', { bundle, recommender, ...attributes });
  switch (snippet) {
    case 'rail':
      return rail({ heading: 'Picked for you' });
    case 'grid':
      return rail({ layout: 'grid', heading: 'More for you', limit: 8 });
    case 'list':
      return rail({ layout: 'list', heading: 'Next for you', limit: 5 });
    case 'related':
      return rail({ item: item.id, heading: `More like ${item.title}`, limit: 12 });
    case 'because':
      return rail({ because: '', limit: 12 });
    case 'colours':
      return rail({ class: 'ours', heading: 'In our colours', limit: 10 });
    case 'react':
      return (
        <RecommenderProvider recommender={recommender}>
          <RecommendationRail heading="For you, in React" limit={10} />
        </RecommenderProvider>
      );
    default:
      return <Headless recommender={recommender} />;
  }
}

/** Five titles and nothing else, as the last snippet makes them. */
function Headless({ recommender }: { recommender: Recommender }) {
  const [list, setList] = useState<SurfaceList | null>(null);
  useEffect(() => {
    const handle = surfacesOf(recommender).open({ surface: 'headless', limit: 5 }, setList, () => setList(null));
    return () => handle.close();
  }, [recommender]);
  if (!list) return null;
  const { ranking } = list;
  const click = (id: string, position: number) => {
    // Where it cannot be kept, the page says so in its panel.
    recommender.record({ item: id, type: 'click', rankingId: ranking.id, position, surface: 'headless' }).catch(() => undefined);
  };
  return (
    <ol className="headless">
      {ranking.items.map(({ item, position }) => (
        <li key={item.id}>
          <button type="button" onClick={() => click(item.id, position)}>
            {titleOf(item)}
          </button>
        </li>
      ))}
    </ol>
  );
}
