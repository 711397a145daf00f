/** What a rail needs when it starts, and not before: one piece, so that nothing waits for two. */
export { coverView } from './cover-view.ts';
export { letterWidth } from './letter-width.ts';
export { measurePlaces, travel } from './flip.ts';
export { OwnCards } from './own-cards.ts';
export { RailEngine } from './rail-engine.ts';
export { RailInput } from './rail-input.ts';
export { VisibleCards } from './visible-cards.ts';
