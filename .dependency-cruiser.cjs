/**
 * Who may know whom (DESIGN.md, "The house"). Checked by `npm test -- --only boundaries`, which also cruises the
 * planted violations in scripts/fixtures/boundaries: every rule here must catch the one planted for it.
 */
/** Tests, and what only tests import: data (*.fixture.ts) and tests that several files run (*-contract.ts). */
const TEST = '([.](test|fixture)|-contract)[.]tsx?$';
const SHARED = '^src/(types|errors|neumf|random)[.]ts$';

/** A room may import itself, the four shared files, and the rooms listed. Tests may import across rooms. */
const room = (name, ...others) => ({
  name: `${name}-knows`,
  comment: `src/${name}/ may import the shared words${others.map((other) => `, ${other}`).join('')}; nothing else of src/.`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: TEST },
  to: { path: '^src/', pathNot: [SHARED, ...[name, ...others].map((other) => `^src/${other}/`)] },
});

/** These packages are known only in these rooms. */
const packages = (name, pattern, rooms, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: [TEST, `^src/(${rooms.join('|')})/`] },
  to: { path: `(^|/)(node_modules|@types)/(@types/)?(${pattern})(/|$)|^(${pattern})(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: 'words-import-nothing',
      comment: 'types.ts and errors.ts import nothing.',
      severity: 'error',
      from: { path: '^src/(types|errors)[.]ts$' },
      to: {},
    },
    {
      name: 'shared-import-words-only',
      comment: 'neumf.ts and random.ts import types.ts and errors.ts, and nothing else.',
      severity: 'error',
      from: { path: '^src/(neumf|random)[.]ts$' },
      to: { pathNot: '^src/(types|errors)[.]ts$' },
    },
    room('catalog'),
    room('bundle'),
    room('kernels'),
    room('history'),
    room('model'),
    room('learner', 'model'),
    room('session', 'bundle', 'kernels', 'learner'),
    room('engine', 'bundle', 'kernels', 'model', 'learner', 'session', 'history'),
    room('client', 'engine'),
    room('training', 'catalog', 'bundle', 'kernels', 'model', 'learner', 'session'),
    room('evaluation', 'catalog', 'bundle', 'kernels', 'learner', 'session', 'training'),
    room('cli', 'catalog', 'bundle', 'kernels', 'model', 'learner', 'session', 'training', 'evaluation'),
    room('covers'),
    room('widget', 'client', 'covers'),
    room('react', 'client', 'widget'),
    room('demo', 'client', 'covers', 'widget', 'react'),
    {
      name: 'face-is-for-pages',
      comment: 'src/index.ts is loaded by pages: no training, no catalogue reader, no CLI, no demo.',
      severity: 'error',
      from: { path: '^src/index[.]ts$' },
      to: { path: '^src/(catalog|training|evaluation|cli|demo|widget|react|covers)/' },
    },
    {
      name: 'nothing-imports-cli-or-demo',
      comment: 'src/cli/ and src/demo/ are ends of the road, for tests of other rooms too.',
      severity: 'error',
      from: { pathNot: '^src/(cli|demo)/' },
      to: { path: '^src/(cli|demo)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'Tests and fixtures are imported by tests only.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-circular',
      comment: 'No cycles, not even through types.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import leads somewhere. The optional peers (webgpu) need not be installed.',
      severity: 'error',
      from: { path: '^(src|e2e|scripts)/' },
      to: { couldNotResolve: true, pathNot: '^webgpu$' },
    },
    {
      name: 'node-builtins',
      comment: 'Only catalog, training, evaluation and cli run in Node; everything else runs in a browser.',
      severity: 'error',
      from: { path: '^src/', pathNot: [TEST, '^src/(catalog|training|evaluation|cli)/'] },
      to: { dependencyTypes: ['core'] },
    },
    packages('tensorflow', '@tensorflow', ['model', 'learner', 'engine', 'training', 'evaluation'], 'TF.js is heavy; it stays in its rooms.'),
    packages('idb', 'idb', ['history'], 'IndexedDB belongs to history alone.'),
    packages('react', 'react|react-dom', ['react', 'demo'], 'React belongs to its bindings and the page.'),
    packages('page', 'minisearch|@fontsource[^/]*', ['demo'], 'The page’s own libraries.'),
    packages('csv', 'csv-parse', ['catalog'], 'Reading files belongs to catalog.'),
    packages('terminal', 'commander|cli-progress|picocolors', ['cli'], 'The terminal belongs to cli.'),
    packages('dawn', 'webgpu', ['training', 'cli'], 'The native WebGPU is for Node only.'),
    {
      name: 'no-dev-dependencies',
      comment: 'The library ships without devDependencies; only the demo page, built once, may use them.',
      severity: 'error',
      from: { path: '^src/', pathNot: [TEST, '^src/demo/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only', 'npm-optional', 'npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types count as knowing, and so do imports inside functions.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'module', 'browser', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
