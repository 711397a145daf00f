/**
 * What a closed form does with a visitor's events, instead of gradient steps: the visitor's vector is solved for, as a user
 * of implicit ALS is (Hu, Koren & Volinsky, ICDM 2008, eq. 4; weighed as in Rendle et al. 2022), over the bundle's own item
 * factors q: w = (α₀·QᵀQ + Σ_V q·qᵀ + λ·(|V| + α₀·n)·I)⁻¹ Σ_V q, V the items that the visitor met. It is added to the frozen
 * tower: score_i = tower_i + weight · w·q_i. Implicit ALS knows no negative preference: dislikes are passed over.
 */
import { foldIn } from '../baselines/ials.ts';
import { type EvaluatedEvent, type Recommender, type Visitor } from '../recommender.ts';
import { type BundleFactors } from './bundle-factors.ts';

/** How the visitor's vector is solved for. */
export interface FoldInSystem {
  /** λ: larger pulls the vector to 0. */
  lambda: number;
  /** α₀: the weight of an item that was not met; one that was weighs 1 more. Confidence in what was met is its inverse. */
  alpha0: number;
  /** Only so many items met last are read; 0: all. */
  last: number;
}

export interface FoldInSettings extends FoldInSystem {
  /** Of its score beside the tower's. */
  weight: number;
}

/** Visitors of one system: `scores()` are w·q, [n]; 0 before the first event. Valid until the next call on any of them. */
export function foldedVisitors(factors: BundleFactors, { last, ...system }: FoldInSystem) {
  const start = foldIn(factors.factors, { dim: factors.dim, ...system }, last);
  return () => {
    const visitor = start();
    return {
      observe(event: EvaluatedEvent): void {
        if (event.type !== 'dislike' && event.type !== 'dismiss' && event.type !== 'skip') visitor.observe(event);
      },
      scores: () => visitor.scores(),
    };
  };
}

/** @param tower gives arrays that are the caller's own: its scores come with promises. Stays the caller's. */
export function foldInRecommender(tower: Recommender, factors: BundleFactors, { weight, ...system }: FoldInSettings): Recommender {
  const begin = foldedVisitors(factors, system);
  return {
    start(): Visitor {
      const visitor = tower.start();
      const folded = begin();
      return {
        observe(event) {
          folded.observe(event);
          return visitor.observe(event);
        },
        async scores() {
          const scores = await visitor.scores();
          const added = folded.scores();
          for (let item = 0; item < scores.length; item++) scores[item] += weight * added[item];
          return scores;
        },
      };
    },
  };
}
