import { writeFileSync } from 'node:fs';

/** A Playwright reporter that writes what scripts/test.mjs counts into the file named in TASTEKIT_COUNTS. */
export default class CountPlaywright {
  /** @type {import('@playwright/test/reporter').TestCase[]} */
  tests = [];
  /** Faults outside any test: a spec that does not load, a server that does not start. */
  errors = 0;

  printsToStdio() {
    return false;
  }

  /** @param {import('@playwright/test/reporter').FullConfig} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    this.tests = suite.allTests();
  }

  onError() {
    this.errors++;
  }

  onEnd() {
    const counts = { passed: 0, failed: this.errors, skipped: /** @type {string[]} */ ([]) };
    for (const test of this.tests) {
      const outcome = test.outcome();
      if (outcome === 'expected') counts.passed++;
      else if (outcome === 'skipped') counts.skipped.push(title(test));
      else counts.failed++;
    }
    writeFileSync(process.env.TASTEKIT_COUNTS ?? '', JSON.stringify(counts));
  }
}

/** @param {import('@playwright/test/reporter').TestCase} test */
function title(test) {
  const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
  return `${test.titlePath().filter(Boolean).join(' › ')}${reason ? ` (${reason})` : ''}`;
}
