import { simdScorerContract } from './simd-scorer-contract.ts';

simdScorerContract('this Chromium');
