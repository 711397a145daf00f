import { useCallback, useMemo, useState } from 'react';
import { type HistoryEntry, type ImportMode, type RecommenderOptions } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';
import { Browse } from './browse.tsx';
import { Colophon } from './colophon.tsx';
import { Compare } from './compare.tsx';
import { Failure } from './failure.tsx';
import { FirstRun } from './first-run.tsx';
import { ForYou } from './for-you.tsx';
import { ItemDialog, type Opened } from './item-dialog.tsx';
import { lessonsByEvent } from './learning-log.ts';
import { Loading } from './loading.tsx';
import { Masthead } from './masthead.tsx';
import { Notices } from './notices.tsx';
import { PanelPlace } from './panel-place.tsx';
import { Panel } from './panel.tsx';
import { restoreFocus } from './restore-focus.ts';
import { shelves } from './search.ts';
import { Steer } from './steer.tsx';
import { type Held, HeldContext, type Origin, type Taste, TasteContext } from './taste.ts';
import { Toast, ToastPlace } from './toast.tsx';
import { useActions } from './use-actions.ts';
import { useCatalogue } from './use-catalogue.ts';
import { ELSEWHERE, useElsewhere } from './use-elsewhere.ts';
import { useFirstRun } from './use-first-run.ts';
import { useHistory } from './use-history.ts';
import { useLearningLog } from './use-learning-log.ts';
import { useLiked } from './use-liked.ts';
import { useNewcomers } from './use-newcomers.ts';
import { useRecommender } from './use-recommender.ts';
import { useRequests } from './use-requests.ts';
import { useSteering } from './use-steering.ts';
import { isSteered } from './words.ts';
import { useGallery, YourSite } from './your-site.tsx';

/** The commonest; a catalogue may have hundreds. */
const STEERED_GENRES = 24;

export function App({ options, page }: { options: () => RecommenderOptions; page: URL }) {
  const { recommender, state, retry } = useRecommender(options);
  const ready = state.status === 'ready' ? state : null;
  // While the model arrives, the list of the last visit: the first one will be the same.
  const list = state.status === 'loading' || state.status === 'ready' ? state.ranking : null;
  const history = useHistory(recommender, state);
  // A large catalogue's texts come as they are shown; it is not searched.
  const searchable = ready?.bundle.textLoaded === true;
  const catalogue = useCatalogue(recommender, searchable);
  const gallery = useGallery(ready !== null);
  const pageRequests = useRequests(ready?.settled === true && (Boolean(catalogue?.search) || !searchable) && gallery !== undefined);
  const requests = ready && pageRequests !== null ? pageRequests + ready.workerRequests : null;

  const [opened, setOpened] = useState<Opened | null>(null);
  const [panelOpen, setPanelOpen] = useState(false);
  const { lessons, record, clearLessons } = useLearningLog(recommender);
  const actions = useActions(recommender, record, ready?.recording === false);
  const { said, say, erased, attempt, forget } = actions;
  const unsay = useCallback(() => say(null), [say]);
  useElsewhere(ready?.changedElsewhere, say);
  const { verdicts, liked, pick } = useLiked(history, actions);
  const items = catalogue?.items;
  const { steer, hide: hideItem, unhide, hidden, textOf } = useSteering(recommender, ready?.steering, items, attempt);
  const genres = useMemo(() => shelves(items ?? []).genres.slice(0, STEERED_GENRES), [items]);
  const newcomers = useNewcomers(recommender, searchable, JSON.stringify(ready?.steering));
  const firstRun = useFirstRun(ready, items, liked.size);
  const picking = firstRun.stage === 'picking';
  const lessonOf = useMemo(() => lessonsByEvent(lessons, history ?? []), [lessons, history]);

  const { open: openItem, judge, sayUndone } = actions;
  const open = useCallback(
    (item: Item, origin: Origin) => {
      setOpened({ item, origin });
      openItem(item, origin);
    },
    [openItem],
  );
  const askWhy = useCallback(
    (item: Item, origin: Origin) => {
      setOpened({ item, origin, why: true });
      unsay();
    },
    [unsay],
  );
  const hide = useCallback(
    async (item: Item) => {
      const showAgain = () => {
        unsay();
        void unhide(item.id).then((done) => done && sayUndone());
      };
      if (await hideItem(item)) say({ kind: 'done', text: `Hidden: ${shortTitleOf(item)}.`, undo: showAgain });
    },
    [hideItem, unhide, say, unsay, sayUndone],
  );
  const taste: Taste = useMemo(() => ({ open, askWhy, judge, hide: (item) => void hide(item) }), [open, askWhy, judge, hide]);
  const held: Held = useMemo(() => ({ verdicts, hidden }), [verdicts, hidden]);
  const isReady = ready !== null;
  const asked = useMemo(() => (isReady ? options() : null), [isReady, options]);
  const forgetEntry = useCallback(({ id }: HistoryEntry) => forget(id), [forget]);
  const { begin } = firstRun;
  const erase = useCallback(async () => {
    if (!(await actions.erase())) return;
    clearLessons();
    // Whoever is here now is new.
    begin();
  }, [actions, clearLessons, begin]);
  const takeUp = useCallback(
    async (file: File, mode: ImportMode) => {
      // The events that they were of may be others now.
      if (await actions.takeUp(file, mode)) clearLessons();
    },
    [actions, clearLessons],
  );
  const closeItem = () => {
    setOpened(null);
    if (opened) requestAnimationFrame(() => restoreFocus(opened.origin));
  };

  const toast = <ToastPlace>{said && <Toast key={said === ELSEWHERE ? said.text : `${said.text} ${history?.length}`} said={said} onGone={unsay} />}</ToastPlace>;
  return (
    <TasteContext value={taste}>
      <HeldContext value={held}>
        <Masthead events={ready ? ready.storage.events : null} page={page} onPanel={() => setPanelOpen(true)} />
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
                {ready && <Notices state={ready} erased={erased} onGoOn={() => void attempt(async () => recommender.setRecording(true))} />}
                {(picking || firstRun.stage === 'leaving') && (
                  <FirstRun picks={firstRun.picks} liked={liked} leaving={!picking} onPick={pick} onSkip={firstRun.skip} />
                )}
                <ForYou
                  ranking={list}
                  history={ready && history}
                  picking={picking}
                  onBegin={firstRun.picks ? begin : undefined}
                  requests={requests}
                  catalogue={ready?.catalogue}
                  learningPaused={ready?.learning.status === 'off'}
                >
                  <Steer steering={ready?.steering ?? null} genres={genres} onSteer={steer}>
                    {newcomers && list.events > 0 && <Compare recommender={recommender} newcomers={newcomers} ranking={list} />}
                  </Steer>
                </ForYou>
                {searchable && <Browse catalogue={catalogue} hidden={hidden} />}
                {asked && <YourSite gallery={gallery} recommender={recommender} bundle={asked.bundle} example={items ? firstRun.picks?.[0] : list.items[0]?.item} />}
              </div>
              <PanelPlace open={panelOpen} onClose={() => setPanelOpen(false)}>
                {ready && history && (
                  <Panel
                    recommender={recommender}
                    state={ready}
                    history={history}
                    lessons={lessonOf}
                    requests={requests}
                    attempt={attempt}
                    onForget={forgetEntry}
                    onErase={erase}
                    onForgetSpan={actions.forgetSpan}
                    onTakeUp={takeUp}
                    onRecording={(on) => void attempt(async () => recommender.setRecording(on))}
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
        <Colophon bundle={ready ? ready.bundle : null} page={page} />
        {!opened && !panelOpen && toast}
        <output className="unseen" data-testid="status">
          {ready && <span key={ready.ranking.id}>{ready.ranking.events > 0 || erased || isSteered(ready.steering) ? 'List updated' : ''}</span>}
        </output>
      </HeldContext>
    </TasteContext>
  );
}
