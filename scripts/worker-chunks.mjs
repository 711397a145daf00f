/**
 * All that the worker's entry needs at once, in one file. Left to itself, the bundler puts what the entry shares with files
 * that arrive later into several more, each a request before the first list.
 */
export const WORKER_CHUNKS = { groups: [{ name: 'worker', tags: [/** @type {const} */ ('$initial')], includeDependenciesRecursively: false }] };
