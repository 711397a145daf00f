import { setFlagsFromString } from 'node:v8';
import { simdScorerContract } from './simd-scorer-contract.ts';
import { simdSupport } from './simd-support.ts';

// Node 20 has relaxed SIMD behind a flag; of later ones it is a part.
if (simdSupport() !== 'relaxed') setFlagsFromString('--experimental-wasm-relaxed-simd');

simdScorerContract(`Node ${process.version}`);
