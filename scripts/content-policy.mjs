/**
 * The demo page's Content-Security-Policy: what it needs, and nothing else. Its server sends it with every file (it binds
 * workers, too); the page itself has it as a `<meta>`, for hosts that send no headers. SECURITY.md gives the reasons.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types tastekit',
];

/** For a `<meta>`, which may not say who frames the page. */
export const META_POLICY = DIRECTIVES.join('; ');

export const HEADERS = {
  'Content-Security-Policy': [...DIRECTIVES, "frame-ancestors 'self'"].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Into the built page only: the development server has scripts and styles of its own in it. @returns {import('vite').Plugin} */
export function contentPolicy() {
  return {
    name: 'tastekit-content-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      // Before all that it is to bind.
      handler: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY }, injectTo: 'head-prepend' }],
    },
  };
}
