/** Rankings by the visitor's wishes and the site's rules, over the texts that those speak of. */
import { type Bundle } from '../bundle/bundle.ts';
import { OptionError } from '../errors.ts';
import { type Ranked } from '../kernels/scorer.ts';
import { type Session } from '../session/session.ts';
import { applyRules, mergeRules, needsGenres } from '../session/steer/apply-rules.ts';
import { ItemGroups } from '../session/steer/item-groups.ts';
import { steeredRank } from '../session/steer/steered-rank.ts';
import { type RankRules } from '../types.ts';
import { type VisitorSteering } from './visitor-steering.ts';

export interface SteeredWanted {
  limit: number;
  /** Item indices left out in any case. */
  exclude: Iterable<number>;
  /** Of this ranking, beside the site's. */
  rules?: RankRules;
  /** How varied, where the visitor has not steered. */
  explore?: number;
  personal: boolean;
}

export class SteeredRankings {
  private readonly bundle: Pick<Bundle, 'items' | 'manifest'>;
  private readonly site: RankRules;
  private readonly signal: AbortSignal;
  private readonly groups: ItemGroups;

  /** @throws OptionError as `check` */
  constructor(bundle: Pick<Bundle, 'items' | 'manifest'>, site: RankRules, signal: AbortSignal) {
    this.bundle = bundle;
    this.site = site;
    this.signal = signal;
    this.groups = new ItemGroups(bundle.items);
    this.check(site);
  }

  /** @throws OptionError naming a field that items are to be grouped by and do not have */
  check(rules: RankRules | undefined): void {
    const fields = ['genres', 'year', ...this.bundle.manifest.items.extraFields];
    for (const field of Object.keys(rules?.atMost ?? {})) {
      if (!fields.includes(field)) throw new OptionError(`rules.atMost.${field}`, `this bundle's items have no such field; there are ${fields.join(', ')}`);
    }
  }

  async rank(session: Session, steering: VisitorSteering, { limit, exclude, rules, explore = 0, personal }: SteeredWanted): Promise<Ranked> {
    const now = { ...steering.now, explore: steering.now.explore || explore };
    const merged = rules ? mergeRules(this.site, rules) : this.site;
    if (needsGenres(merged, now)) await this.load(Array.from({ length: session.model.count }, (_, item) => item));
    const context = { indexOf: (id: string) => this.bundle.items.ids.indexOf(id), groups: this.groups };
    const steered = applyRules(merged, now, context);
    return steeredRank(session, { ...steered, limit, personal, exclude: [...exclude, ...(steered.exclude ?? [])], onCandidates: (items) => this.load(items) });
  }

  /** What is never to be shown, as item indices: what the visitor has hidden, and what the site denies or does not allow. */
  *never({ now }: VisitorSteering): Iterable<number> {
    const { ids, count } = this.bundle.items;
    for (const id of [...now.hidden, ...(this.site.deny ?? [])]) {
      const item = ids.indexOf(id);
      if (item !== undefined) yield item;
    }
    if (!this.site.allow) return;
    const allowed = new Set(this.site.allow.map((id) => ids.indexOf(id)));
    for (let item = 0; item < count; item++) if (!allowed.has(item)) yield item;
  }

  /** Texts that cannot be had are done without: their items belong to no group, and no list shows them. @throws AbortedError */
  private async load(items: Iterable<number>): Promise<void> {
    if (this.bundle.items.textLoaded) return;
    try {
      await this.bundle.items.loadText(items, this.signal);
    } catch (error) {
      if (this.signal.aborted) throw error;
    }
  }
}
