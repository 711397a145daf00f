import { useCallback, useMemo, useState } from 'react';
import { type HistoryEntry, type RecommenderOptions } from '../client/recommender.ts';
import { messageOf } from '../errors.ts';
import { type Item } from '../types.ts';
import { Browse } from './browse.tsx';
import { Colophon } from './colophon.tsx';
import { Failure } from './failure.tsx';
import { ForYou } from './for-you.tsx';
import { ItemDialog, type Opened } from './item-dialog.tsx';
import { Loading } from './loading.tsx';
import { Masthead } from './masthead.tsx';
import { Notices } from './notices.tsx';
import { PanelPlace } from './panel-place.tsx';
import { Panel } from './panel.tsx';
import { type Origin, type Taste, TasteContext, type Verdict } from './taste.ts';
import { shelves } from './search.ts';
import { shownBeside } from './shown-beside.ts';
import { Steer } from './steer.tsx';
import { shortTitleOf } from '../covers/titles.ts';
import { type Said, Toast, ToastPlace } from './toast.tsx';
import { useCatalogue } from './use-catalogue.ts';
import { useHistory } from './use-history.ts';
import { useRecommender } from './use-recommender.ts';
import { useRequests } from './use-requests.ts';
import { useSteering } from './use-steering.ts';
import { isSteered, sentence, youDid } from './words.ts';

/** The commonest; a catalogue may have hundreds. */
const STEERED_GENRES = 24;

const UNDONE: Said = { kind: 'done', text: 'Undone. Your list is as it was.', undo: null };

export function App({ options }: { options: () => RecommenderOptions }) {
  const { recommender, state, retry } = useRecommender(options);
  const ready = state.status === 'ready' ? state : null;
  // While the model arrives, the list of the last visit: the first one will be the same.
  const list = state.status === 'loading' || state.status === 'ready' ? state.ranking : null;
  const history = useHistory(recommender, state);
  // A large catalogue's texts come as they are shown; it is not searched.
  const catalogue = useCatalogue(recommender, ready?.bundle.textLoaded === true);
  const pageRequests = useRequests(ready?.settled === true && (catalogue !== null || !ready.bundle.textLoaded));
  const requests = ready && pageRequests !== null ? pageRequests + ready.workerRequests : null;

  const [opened, setOpened] = useState<Opened | null>(null);
  const [panelOpen, setPanelOpen] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const [erased, setErased] = useState(false);
  const unsay = useCallback(() => setSaid(null), []);

  /** Does what may fail, and says so if it does. */
  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (cause) {
      const reason = messageOf(cause);
      setSaid({ kind: 'fault', text: sentence(reason), undo: null });
      return false;
    }
  }, []);

  /** Takes the last event back. */
  const undo = useCallback(() => {
    // At once, so that a second press undoes nothing else.
    setSaid(null);
    void attempt(async () => {
      const undone = await recommender?.history.undo();
      if (undone) setSaid(UNDONE);
    });
  }, [recommender, attempt]);
  const open = useCallback(
    (item: Item, origin: Origin) => {
      const shown = shownBeside(item.id, origin.rankingId);
      setOpened({ item, origin });
      setSaid(null);
      setErased(false);
      void attempt(async () => {
        await recommender?.record({ item: item.id, type: 'click', ...origin, shown });
        setSaid({ kind: 'done', text: `${youDid('click')} ${shortTitleOf(item)}.`, undo });
      });
    },
    [recommender, attempt, undo],
  );
  const askWhy = useCallback((item: Item, origin: Origin) => {
    setOpened({ item, origin, why: true });
    setSaid(null);
  }, []);
  const judge = useCallback(
    (item: Item, verdict: Verdict, origin: Origin) =>
      attempt(async () => {
        setErased(false);
        await recommender?.record({ item: item.id, type: verdict, ...origin, shown: shownBeside(item.id, origin.rankingId) });
        setSaid({ kind: 'done', text: `${verdict === 'like' ? 'You liked' : 'Not for you:'} ${shortTitleOf(item)}.`, undo });
      }),
    [recommender, attempt, undo],
  );
  const verdicts = useMemo(() => {
    const latest = new Map<string, Verdict>();
    for (const { itemId, type } of history ?? []) {
      // What older versions of this page recorded for "Not for me" was a dislike.
      const verdict = type === 'dislike' ? 'dismiss' : type;
      if ((verdict === 'like' || verdict === 'dismiss') && !latest.has(itemId)) latest.set(itemId, verdict);
    }
    return latest;
  }, [history]);
  const { steer, hide: hideItem, unhide, hidden, textOf } = useSteering(recommender, ready?.steering, catalogue?.items, attempt);
  const genres = useMemo(() => shelves(catalogue?.items ?? []).genres.slice(0, STEERED_GENRES), [catalogue]);
  const hide = useCallback(
    async (item: Item) => {
      const showAgain = () => {
        setSaid(null);
        void unhide(item.id).then((done) => done && setSaid(UNDONE));
      };
      if (await hideItem(item)) setSaid({ kind: 'done', text: `Hidden: ${shortTitleOf(item)}.`, undo: showAgain });
    },
    [hideItem, unhide],
  );
  const taste: Taste = useMemo(
    () => ({ verdicts, open, askWhy, judge, hidden, hide: (item) => void hide(item) }),
    [verdicts, open, askWhy, judge, hidden, hide],
  );

  const forget = useCallback(
    async (id: number) => {
      // The last thing done may be the one forgotten, or another by then.
      setSaid(null);
      await attempt(async () => recommender?.history.remove(id));
    },
    [recommender, attempt],
  );
  const forgetEntry = useCallback(({ id }: HistoryEntry) => forget(id), [forget]);
  const erase = useCallback(async () => {
    setSaid(null);
    const done = await attempt(async () => recommender?.history.clear());
    setErased(done);
    if (done) setSaid({ kind: 'done', text: 'Everything is erased.', undo: null });
  }, [recommender, attempt]);

  const closeItem = () => {
    setOpened(null);
    if (opened) requestAnimationFrame(() => restoreFocus(opened.origin));
  };

  const toast = <ToastPlace>{said && <Toast key={`${said.text} ${history?.length}`} said={said} onGone={unsay} />}</ToastPlace>;
  return (
    <TasteContext value={taste}>
      <Masthead events={ready ? ready.storage.events : null} onPanel={() => setPanelOpen(true)} />
      <main
        data-state={state.status === 'closed' ? 'error' : state.status}
        data-settled={requests !== null}
        data-events={list?.events}
        data-ranking-id={list?.id}
      >
        {state.status === 'error' && <Failure error={state.error} onRetry={retry} />}
        {state.status === 'closed' && <Failure error={new Error('The recommender was closed.')} onRetry={retry} />}
        {state.status === 'loading' && !list && (
          <div className="columns">
            <Loading progress={state.progress} />
          </div>
        )}
        {list && recommender && (
          <div className="columns">
            <div className="lists">
              {ready && <Notices state={ready} erased={erased} />}
              <ForYou ranking={list} history={ready && history} requests={requests} catalogue={ready?.catalogue} learningPaused={ready?.learning.status === 'off'}>
                <Steer steering={ready?.steering ?? null} genres={genres} onSteer={steer} />
              </ForYou>
              {ready?.bundle.textLoaded && <Browse catalogue={catalogue} />}
            </div>
            <PanelPlace open={panelOpen} onClose={() => setPanelOpen(false)}>
              {ready && history && (
                <Panel
                  state={ready}
                  history={history}
                  requests={requests}
                  onForget={forgetEntry}
                  onErase={erase}
                  textOf={textOf}
                  onShow={unhide}
                  onLearning={(on) => void attempt(async () => recommender.setLearning(on))}
                />
              )}
              {panelOpen && toast}
            </PanelPlace>
            {opened && (
              <ItemDialog
                opened={opened}
                recommender={recommender}
                history={history ?? []}
                items={ready?.catalogue.items ?? 0}
                steering={ready?.steering ?? null}
                onForget={forget}
                onClose={closeItem}
              >
                {toast}
              </ItemDialog>
            )}
          </div>
        )}
      </main>
      <Colophon bundle={ready ? ready.bundle : null} />
      {!opened && !panelOpen && toast}
      <output className="unseen" data-testid="status">
        {ready && <span key={ready.ranking.id}>{ready.ranking.events > 0 || erased || isSteered(ready.steering) ? 'List updated' : ''}</span>}
      </output>
    </TasteContext>
  );
}

/** The card an item was opened from may have left its list, and the focus with it: then the one in its place has it. */
function restoreFocus({ surface, position }: Origin): void {
  if (document.activeElement !== document.body) return;
  const successor = document.querySelector<HTMLElement>(`main [data-surface="${surface}"] [data-position="${position}"] .card-open`);
  (successor ?? document.getElementById('for-you'))?.focus({ preventScroll: true });
}
