/** For pages on plain http, where a browser has no `crypto.subtle`: fetched there only. */
export { sha256 } from '@noble/hashes/sha2.js';
