import { describe, expect, test } from 'vitest';
import { runStage } from './run-stage.mjs';

const options = { counts: false, minutes: 1, env: {} };
const counted = { ...options, counts: true };
const leave = (counts: object) =>
  `require('node:fs').writeFileSync(process.env.TASTEKIT_COUNTS, ${JSON.stringify(JSON.stringify(counts))});`;

describe('a stage', () => {
  test('without tests of its own counts as one', async () => {
    expect(await runStage(['-e', ''], options)).toMatchObject({ passed: 1, failed: 0, fault: undefined });
    expect(await runStage(['-e', 'process.exit(2)'], options)).toMatchObject({ passed: 0, failed: 1, fault: 'exit code 2' });
  });

  test('gives its counts, and its output', async () => {
    const script = `${leave({ passed: 3, failed: 0, skipped: ['a (why)'] })} console.log('out'); console.error('err');`;
    const outcome = await runStage(['-e', script], counted);
    expect(outcome).toMatchObject({ passed: 3, failed: 0, skipped: ['a (why)'], fault: undefined });
    expect(outcome.output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  test('that ran no test has failed, though it ended well', async () => {
    const none = leave({ passed: 0, failed: 0, skipped: [] });
    expect(await runStage(['-e', none], counted)).toMatchObject({ failed: 1, fault: 'no test ran' });
    expect(await runStage(['-e', ''], counted)).toMatchObject({ failed: 1, fault: 'no test ran' });
  });

  test('that crashes after its tests passed has failed', async () => {
    const script = `${leave({ passed: 3, failed: 0, skipped: [] })} throw new Error('after');`;
    expect(await runStage(['-e', script], counted)).toMatchObject({ passed: 3, failed: 1, fault: 'exit code 1' });
  });

  test('does not inherit the counts of the one before', async () => {
    await runStage(['-e', leave({ passed: 3, failed: 0, skipped: [] })], counted);
    expect(await runStage(['-e', 'process.exit(1)'], counted)).toMatchObject({ passed: 0, failed: 1 });
  });

  test('that hangs is ended, with what it started', async () => {
    const hang = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });`;
    const outcome = await runStage(['-e', hang], { ...options, minutes: 0.01 });
    expect(outcome).toMatchObject({ failed: 1, fault: 'not done after 0.01 minutes' });
  });
});
