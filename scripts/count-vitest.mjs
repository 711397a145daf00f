import { writeFileSync } from 'node:fs';

/** A Vitest reporter that writes what scripts/test.mjs counts into the file named in TASTEKIT_COUNTS. */
export default class CountVitest {
  /** @param {ReadonlyArray<import('vitest/node').TestModule>} modules */
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
    for (const module of modules) {
      const suites = [...module.children.allSuites()];
      // A file that does not load, or a hook that throws, fails without any test of its own.
      counts.failed += [module, ...suites].filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed++;
        else if (result.state === 'skipped') counts.skipped.push(title(module, test, result.note));
        else counts.failed++;
      }
    }
    writeFileSync(process.env.TASTEKIT_COUNTS ?? '', JSON.stringify(counts));
  }
}

/**
 * @param {import('vitest/node').TestModule} module
 * @param {import('vitest/node').TestCase} test
 * @param {string | undefined} reason
 */
function title(module, test, reason) {
  return `${module.relativeModuleId} › ${test.fullName}${reason ? ` (${reason})` : ''}`;
}
