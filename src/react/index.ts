'use client';

export type { RecommendationRailProps } from './rail-props.ts';
export { RecommendationRail } from './recommendation-rail.tsx';
export type { Hosted } from './recommender-host.ts';
export { RecommenderProvider, type RecommenderProviderProps } from './recommender-provider.tsx';
export type * from './taste-rail-jsx.ts';
export { type Recommendations, type RecommendationsRequest, useRecommendations } from './use-recommendations.ts';
export { useRecommender } from './use-recommender.ts';
