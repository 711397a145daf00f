// The package from another origin; `?own-worker`: but for the worker, which this site serves.
if (location.search === '?own-worker') {
  const policy = trustedTypes.createPolicy('site', { createScriptURL: (url) => url });
  document.querySelector('taste-rail').worker = () => new Worker(policy.createScriptURL('tastekit/worker.js'), { type: 'module' });
}
await import(`http://localhost:${location.port}/tastekit/widget/define.js`);
