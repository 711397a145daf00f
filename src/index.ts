export { createRecommender } from './client/create-recommender.ts';
export { popularItems, type PopularItemsOptions } from './client/popular-items.ts';
export type * from './client/recommender.ts';
export { shareRecommender, type SharedRecommender } from './client/shared-recommender.ts';
export type { SurfaceHandle, SurfaceList, SurfaceRequest, Surfaces } from './client/surfaces.ts';
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
export type { Backend, EarlierItem, EventType, Item, RankedItem, Ranking, RankRules, Steering, StoredEvent, VisitorEvent } from './types.ts';
