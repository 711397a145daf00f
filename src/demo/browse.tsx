import { memo, useDeferredValue, useMemo, useState } from 'react';
import { Card, SkeletonCard } from './card.tsx';
import { type BrowseQuery, shelves } from './search.ts';
import { type Catalogue } from './use-catalogue.ts';
import { plural } from './words.ts';

const PAGE = 60;
const ANY: BrowseQuery = { text: '', genre: '', decade: null };

/** The whole catalogue but what the visitor has hidden: a search box, genres, decades. */
export const Browse = memo(function Browse({ catalogue, hidden }: { catalogue: Catalogue | null; hidden: ReadonlySet<string> | null }) {
  const [query, setQuery] = useState(ANY);
  const [shown, setShown] = useState(PAGE);
  const asked = useDeferredValue(query);
  const { search, items } = catalogue ?? {};
  const all = useMemo(() => search?.find(asked) ?? [], [search, asked]);
  const found = useMemo(() => (hidden?.size ? all.filter(({ id }) => !hidden.has(id)) : all), [all, hidden]);
  const { genres, decades } = useMemo(() => shelves(items ?? []), [items]);
  const ask = (change: Partial<BrowseQuery>) => {
    setQuery({ ...query, ...change });
    setShown(PAGE);
  };
  return (
    <section className="browse" data-surface="browse" aria-labelledby="browse">
      <header className="section-head">
        <h2 id="browse" tabIndex={-1}>
          Browse the shelves
        </h2>
        <search className="finder">
          <label className="field">
            <span>Search by title or genre</span>
            <input type="search" value={query.text} autoComplete="off" spellCheck={false} onChange={(event) => ask({ text: event.target.value })} />
          </label>
          <label className="field field-decade">
            <span>Decade</span>
            <select value={query.decade ?? ''} onChange={(event) => ask({ decade: event.target.value === '' ? null : Number(event.target.value) })}>
              <option value="">Any</option>
              {decades.map((decade) => (
                <option key={decade} value={decade}>
                  {decade}s
                </option>
              ))}
            </select>
          </label>
        </search>
        <fieldset className="chips">
          <legend className="unseen">Genre</legend>
          {['', ...genres].map((genre) => (
            <button key={genre} type="button" className="chip" aria-pressed={query.genre === genre} onClick={() => ask({ genre })}>
              {genre || 'All'}
            </button>
          ))}
        </fieldset>
        <output className="found">{search ? plural(found.length, 'title') : 'Setting up the shelves'}</output>
      </header>
      {search && found.length === 0 ? (
        <div className="nothing" data-testid="no-results">
          <p className="nothing-head">Nothing on the shelves{asked.text.trim() && ` for “${asked.text.trim()}”`}.</p>
          <p>Try fewer letters, or another genre or decade.</p>
          <button type="button" className="button" onClick={() => ask(ANY)}>
            Show everything
          </button>
        </div>
      ) : (
        <ol className="cards cards-small">
          {search
            ? found.slice(0, shown).map((item, i) => <Card key={item.id} item={item} surface="browse" position={i} />)
            : Array.from({ length: 12 }, (_, i) => <SkeletonCard key={i} />)}
        </ol>
      )}
      {found.length > shown && (
        <button type="button" className="button more" onClick={() => setShown(shown + PAGE)}>
          Show more
        </button>
      )}
    </section>
  );
});
