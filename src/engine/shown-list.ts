/** The list that is shown without being asked for: how it is made, and how it is kept for the next visit. */
import { type Bundle } from '../bundle/bundle.ts';
import { BundleError } from '../errors.ts';
import { type Ranked } from '../kernels/scorer.ts';
import { type Ranking, type StoredEvent } from '../types.ts';
import { type KeptState, type ListKey } from './kept-state.ts';
import { listRanking, newRankingId } from './rankings.ts';
import { type RankArgs } from './protocol.ts';
import { rankWithTexts } from './rank-with-texts.ts';

const SURFACE = 'for-you';
/** So many lists are remembered, to be shown again when what came after them is undone. */
const REMEMBERED = 8;

/** What the list needs of the engine. */
export interface ShownListHost {
  limit: number;
  signal: AbortSignal;
  /** What a list is made from, as it is now. */
  made: () => { bundle: Bundle; events: readonly StoredEvent[]; learning: boolean; steered: string };
  rank: (wanted: { limit: number; exclude: Iterable<number> } & ListWishes) => Promise<Ranked>;
}

/** What is asked of one list, beside what holds for all. */
export type ListWishes = Pick<RankArgs, 'rules' | 'explore' | 'newcomer'>;

export class ShownList {
  /** Null before the first. */
  ranking: Ranking | null = null;
  /** The list of the last visit, if nothing it was made from has changed. */
  early: Ranking | null = null;
  /** It is not the one of the present events: it is not kept, and the next chance makes it anew. */
  stale = false;
  /** Why texts could not be fetched, at the last list. */
  textless: string | undefined;
  private readonly host: ShownListHost;
  /** The lists shown last, by what they were made from, the latest last. */
  private readonly remembered = new Map<string, Ranking>();

  constructor(host: ShownListHost) {
    this.host = host;
  }

  /** Whether it is still, rightly, the list of the last visit. */
  get isEarly(): boolean {
    return !this.stale && this.ranking !== null && this.ranking.id === this.early?.id;
  }

  /** The first list of this visit. @throws BundleError where its texts cannot be had */
  async first(): Promise<void> {
    if (this.early && !this.stale) this.show(this.early);
    else await this.renew();
  }

  /** A new list. Where no text at all can be had for it, the one before stays. */
  async renew(): Promise<void> {
    try {
      this.show(await this.make(SURFACE, this.host.limit, []));
      this.stale = this.textless !== undefined;
    } catch (error) {
      if (!this.ranking || !(error instanceof BundleError)) throw error;
      this.stale = true;
    }
  }

  /** A new list, or, where no text can be had for it, none: the one before must not stay. */
  async replace(): Promise<void> {
    this.ranking = { id: newRankingId(), surface: SURFACE, items: [], events: 0, rankMs: 0 };
    await this.renew();
  }

  /** The very list that was shown when all was as it is now. False: it is not remembered. */
  recall(): boolean {
    const ranking = this.remembered.get(this.presentKey());
    if (!ranking) return false;
    this.show(ranking);
    this.stale = false;
    return true;
  }

  /** What was shown before is to be made anew. */
  forgetEarlier(): void {
    this.remembered.clear();
  }

  private show(ranking: Ranking): void {
    this.ranking = ranking;
    const key = this.presentKey();
    this.remembered.delete(key);
    if (this.textless === undefined) this.remembered.set(key, ranking);
    if (this.remembered.size > REMEMBERED) this.remembered.delete(this.remembered.keys().next().value ?? '');
  }

  private presentKey(): string {
    return JSON.stringify(this.presentParts());
  }

  /** What a list would be made from now. */
  private presentParts(): ListKey {
    const { bundle, ...made } = this.host.made();
    return this.key({ bundle: bundle.digest, ...made });
  }

  /** A list of any length, for any surface. `exclude`: ids of items to leave out. */
  async make(surface: string, limit: number, exclude: readonly string[], wishes: ListWishes = {}): Promise<Ranking> {
    const { rank, made, signal } = this.host;
    const { bundle, events } = made();
    const left = exclude.map((id) => bundle.items.ids.indexOf(id)).filter((index) => index !== undefined);
    try {
      const { ranked, rankMs, textless } = await rankWithTexts(bundle, (without) => rank({ limit, exclude: without, ...wishes }), left, signal);
      this.textless = textless;
      return listRanking(ranked, bundle, { id: newRankingId(), surface, events: wishes.newcomer ? 0 : events.length, rankMs });
    } catch (error) {
      if (error instanceof BundleError) this.textless = error.message;
      throw error;
    }
  }

  /** Keeps it for the next visit. A first visit's list needs no keeping, and leaves nothing stored. */
  async keep(kept: KeptState): Promise<void> {
    if (!this.ranking || this.stale || this.host.made().events.length === 0) return;
    await kept.keepList({ ...this.presentParts(), ranking: this.ranking });
  }

  /** What a list is made from. `bundle`: its digest. */
  key({ bundle, events, learning, steered }: { bundle: string; events: readonly StoredEvent[]; learning: boolean; steered: string }): ListKey {
    return { bundle, events: events.length, lastEventId: events.at(-1)?.id ?? 0, learning, limit: this.host.limit, steered };
  }
}
