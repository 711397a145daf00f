/** Words for why an item has its place, for pages that call items by other titles. An entry of its own: few pages need it. */
export { explanationSentence } from '../engine/explanation-sentence.ts';
export { VERBS } from '../engine/verbs.ts';
