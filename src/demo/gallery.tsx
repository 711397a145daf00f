import './gallery.css';
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { CodeBlock } from './code-block.tsx';
import { GalleryPreview } from './gallery-preview.tsx';
import { gallerySnippets } from './gallery-snippets.ts';
import { useNear } from './use-near.ts';

export interface GalleryProps {
  recommender: Recommender;
  /** URL of the bundle's folder. */
  bundle: string;
  /** One that nearly everybody knows. */
  example: Item;
}

/** Where the next tab is, by key; the ends are neighbours. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Snippets to copy, each at work below its code. */
export const Gallery = memo(function Gallery({ recommender, bundle, example }: GalleryProps) {
  const [chosen, setChosen] = useState(0);
  const tabs = useRef<HTMLDivElement>(null);
  const [place, near] = useNear();
  const of = useMemo(
    () => ({ bundle: bundle.replace(/^[.]?\/?/, '/'), item: { id: example.id, title: shortTitleOf(example) } }),
    [bundle, example],
  );
  const snippets = useMemo(() => gallerySnippets(of), [of]);
  const snippet = snippets[chosen];

  const step = (event: KeyboardEvent) => {
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? snippets.length - 1 : event.key in STEPS ? (chosen + STEPS[event.key] + snippets.length) % snippets.length : -1;
    if (to < 0) return;
    event.preventDefault();
    setChosen(to);
    tabs.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };
  return (
    <div className="gallery" data-testid="gallery">
      <div className="gallery-tabs" role="tablist" aria-label="Ways to embed" ref={tabs}>
        {snippets.map(({ id, title }, i) => (
          <button key={id} type="button" role="tab" id={`tab-${id}`} aria-selected={i === chosen} aria-controls="snippet" tabIndex={i === chosen ? 0 : -1} onClick={() => setChosen(i)} onKeyDown={step}>
            {title}
          </button>
        ))}
      </div>
      <div className="gallery-snippet" role="tabpanel" id="snippet" aria-labelledby={`tab-${snippet.id}`}>
        <p className="gallery-words">{snippet.words}</p>
        <CodeBlock key={snippet.id} code={snippet.code} label={snippet.title} />
        <figure ref={place} className="gallery-preview" data-testid="preview" data-snippet={snippet.id}>
          <figcaption>This very code, at work</figcaption>
          {near && <GalleryPreview key={snippet.id} snippet={snippet.id} recommender={recommender} {...of} />}
        </figure>
      </div>
    </div>
  );
});
