import { type EvaluatedEvent, type Visitor } from '../recommender.ts';

/** A visitor whose scores are there at once, so that a hybrid can read several of them. */
export interface QuickVisitor extends Visitor {
  observe(event: EvaluatedEvent): void;
  scores(): Float32Array;
}
