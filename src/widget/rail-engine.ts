import { popularItems } from '../client/popular-items.ts';
import { type Recommender, type RecommenderOptions, type RecordInput } from '../client/recommender.ts';
import { type SharedRecommender, shareRecommender } from '../client/shared-recommender.ts';
import { type SurfaceHandle, type SurfaceList } from '../client/surface-request.ts';
import { type Surfaces } from '../client/surfaces.ts';
import { type EventType, type Item, type Ranking } from '../types.ts';
import { consentOnPage, honoursGpcOnPage } from './consent-on-page.ts';
import { type Consent, type RailProperties, type RailSettings } from './rail-settings.ts';
import { type Answer, type ListSource } from './rail-view.ts';
import { surfacesOf } from '../client/surfaces-of.ts';

/** A list to be shown. */
export interface ShownList {
  items: readonly Item[];
  /** Null where the engine did not make it. */
  ranking: Ranking | null;
  source: ListSource;
  /** What it follows from, if it follows from one item. */
  because: { item: Item; type: EventType } | null;
}

export interface RailListener {
  /** Null: the engine is there, and has nothing to make this list from. */
  onList: (list: ShownList | null) => void;
  onAnswer: (answer: Answer) => void;
  /** `fatal`: there is no list, and will be none. */
  onError: (error: Error, fatal: boolean) => void;
}

/** One rail's part of the page's engine: its list, what is recorded from it, and the bundle's popular list where there is no engine. */
export class RailEngine {
  private readonly settings: RailSettings;
  private readonly given: RailProperties;
  private readonly listener: RailListener;
  private shared: SharedRecommender | null = null;
  private handle: SurfaceHandle | null = null;
  private request: RailSettings['request'];
  private unsubscribe: (() => void) | null = null;
  private readonly stopping = new AbortController();
  private hasList = false;
  private failed = false;

  constructor(settings: RailSettings, given: RailProperties, listener: RailListener) {
    this.settings = settings;
    this.given = given;
    this.listener = listener;
    this.request = settings.request;
  }

  get recommender(): Recommender | null {
    return this.given.recommender ?? this.shared?.recommender ?? null;
  }

  async start(): Promise<void> {
    try {
      if (!this.given.recommender && !this.settings.eager && isFrugal()) {
        await this.showPopular();
        return;
      }
      const surfaces = this.openSurfaces();
      const recommender = this.recommender as Recommender;
      this.unsubscribe = recommender.subscribe(() => this.follow(recommender));
      this.follow(recommender);
      this.handle = surfaces.open(this.request, (list) => this.take(list, recommender), (error) => void this.fail(error));
    } catch (error) {
      await this.fail(asError(error));
    }
  }

  update(request: RailSettings['request']): void {
    this.request = request;
    try {
      this.handle?.update(request);
    } catch (error) {
      this.listener.onError(asError(error), false);
    }
    if (this.handle === null && this.failed) void this.showPopular().catch(() => undefined);
  }

  /** Posted to the worker at once, so that it is on its way before a link is followed. */
  record(input: RecordInput): void {
    this.recommender?.record(input).catch((error: unknown) => this.listener.onError(asError(error), false));
  }

  async setConsent(consent: Exclude<Consent, 'ask'>): Promise<void> {
    try {
      await this.recommender?.setConsent(consent);
    } catch (error) {
      this.listener.onError(asError(error), false);
    }
  }

  stop(): void {
    this.stopping.abort();
    this.unsubscribe?.();
    this.handle?.close();
    this.shared?.release();
    this.handle = null;
    this.shared = null;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private openSurfaces(): Surfaces {
    const { bundle, integrity, namespace } = this.settings;
    const consent = consentOnPage(this.settings);
    const { recommender, worker } = this.given;
    if (recommender) return surfacesOf(recommender);
    const options: RecommenderOptions = { bundle: bundle as string };
    if (integrity !== undefined) options.integrity = integrity;
    if (namespace !== undefined) options.namespace = namespace;
    if (consent !== undefined) options.consent = consent;
    if (honoursGpcOnPage(this.settings)) options.honourGpc = true;
    if (worker) options.worker = worker;
    this.shared = shareRecommender(options);
    return this.shared.surfaces;
  }

  private take(list: SurfaceList | null, recommender: Recommender): void {
    if (this.stopped) return;
    if (list) {
      this.hasList = true;
      this.listener.onList({ items: list.ranking.items.map(({ item }) => item), ranking: list.ranking, source: 'engine', because: list.because });
    } else if (this.request.because && recommender.getState().status === 'ready') {
      this.listener.onList(null);
    }
  }

  private follow(recommender: Recommender): void {
    const state = recommender.getState();
    if (state.status === 'ready') this.listener.onAnswer(state.consent);
    if (state.status === 'error') void this.fail(state.error);
  }

  /** A list that stands stays; where there is none, the most popular items take its place. */
  private async fail(error: Error): Promise<void> {
    if (this.stopped) return;
    if (this.hasList) {
      this.listener.onError(error, false);
      return;
    }
    if (this.failed) return;
    this.failed = true;
    this.listener.onError(error, false);
    try {
      await this.showPopular();
    } catch (reason) {
      if (!this.stopped) this.listener.onError(asError(reason), true);
    }
  }

  private async showPopular(): Promise<void> {
    const { bundle, integrity } = this.settings;
    if (bundle === null) throw new TypeError('there is no bundle whose popular items could be shown');
    if (this.stopped) return;
    const { limit, item, exclude = [], rules, filter } = this.request;
    const out = new Set([...exclude, ...(rules?.deny ?? []), ...(item === undefined ? [] : [item])]);
    const only = rules?.allow && new Set(rules.allow);
    // A filter may leave out anything: more are read than are shown.
    const asked = Math.min(1000, (limit ?? 20) * (filter || only ? 10 : 1) + out.size);
    const items = await popularItems(bundle, { limit: asked, integrity, signal: this.stopping.signal });
    if (this.stopped) return;
    const shown = items.filter((candidate) => !out.has(candidate.id) && (!only || only.has(candidate.id)) && (!filter || filter(candidate)));
    this.listener.onList({ items: shown.slice(0, limit), ranking: null, source: 'popular', because: null });
  }
}

/** A device or a visitor that asks for little: saved data, or less than 1 GB of memory. */
function isFrugal(): boolean {
  const { connection, deviceMemory } = navigator as Navigator & { connection?: { saveData?: boolean }; deviceMemory?: number };
  return connection?.saveData === true || (deviceMemory !== undefined && deviceMemory < 1);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
