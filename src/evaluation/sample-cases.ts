import { Sfc32, shuffle } from '../random.ts';
import { type Case } from './protocol-split.ts';

/** Tells this use of the seed from others. */
const STREAM = 0x5a3b1e;

/** The cases in a seeded order, so that the first of them, however many, are a fair sample. */
export function shuffledCases(cases: readonly Case[], seed: number): Case[] {
  return shuffle([...cases], new Sfc32(seed, STREAM));
}

/** The first cases that make at least `predictions` predictions, or all. */
export function firstCases(cases: readonly Case[], predictions: number): Case[] {
  let count = 0;
  let made = 0;
  while (count < cases.length && made < predictions) made += cases[count++].predicted.length;
  return cases.slice(0, count);
}
