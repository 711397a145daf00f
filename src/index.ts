export { createRecommender } from './client/create-recommender.ts';
export { explanationSentence } from './client/explanation-sentence.ts';
export type * from './client/recommender.ts';
export {
  AbortedError,
  BundleError,
  DataError,
  type DataFault,
  DeviceError,
  type ErrorCode,
  OptionError,
  StorageError,
  TasteKitError,
} from './errors.ts';
export { BACKENDS, EVENT_TYPES } from './types.ts';
export type { Backend, EventType, Item, RankedItem, Ranking, RankRules, Steering, StoredEvent, VisitorEvent } from './types.ts';
