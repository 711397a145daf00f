import { describe, expect, it } from 'vitest';
import { checkHeldOut, heldOutFor, type JudgedBy } from './check-held-out.ts';

const digest = '7'.repeat(64);
const JUDGED: JudgedBy = { protocol: 'stream', seed: 7, ncf: false, digest };

function checked(heldOut: Parameters<typeof checkHeldOut>[1], judged: Partial<JudgedBy> = {}, option = 'bundle'): string {
  try {
    checkHeldOut(option, heldOut, { ...JUDGED, ...judged });
    return 'passes';
  } catch (error) {
    return String(error);
  }
}

const users = heldOutFor(JUDGED);
const after = heldOutFor({ ...JUDGED, protocol: 'drift', since: 975_000_000 });
const last = heldOutFor({ ...JUDGED, protocol: 'full' });

describe('checkHeldOut', () => {
  it('lets a bundle pass that held out what the protocol asks for', () => {
    expect(checked(users)).toBe('passes');
    for (const protocol of ['full', 'ncf'] as const) expect(checked(last, { protocol })).toBe('passes');
    expect(checked(last, { protocol: 'ncf', ncf: true })).toBe('passes');
    expect(checked(after, { protocol: 'drift', since: 975_000_000 })).toBe('passes');
  });

  it('refuses what held out less, others, or something else', () => {
    const all = [
      checked({ kind: 'none', seed: 7, validation: 0.05, test: 0 }),
      checked({ ...users, seed: 8 }),
      checked({ ...users, test: 0.2 }, {}, 'ablation big'),
      checked({ ...users, validation: 0.1 }),
      checked(last),
      checked(users, { protocol: 'ncf', ncf: true }),
      checked(users, { protocol: 'drift', since: 973_036_800 }),
      checked(after, { protocol: 'drift', since: 973_036_800 }),
      checked(after),
      checked({ ...users, digest: undefined }),
      checked({ ...users, digest: '8'.repeat(64) }),
      checked({ ...last, digest: '8'.repeat(64) }, { protocol: 'full', ncf: true }),
    ];
    expect(all.join('\n')).toMatchInlineSnapshot(`
      "OptionError: bundle: was trained with held out: nothing for a test; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 8; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: ablation big: was trained with held out: 20 % of the users for the test and 5 % for validation by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import)
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 10 % for validation by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: each user's last event by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 7; protocol ncf needs each user's last event by seed 7. Train one that fits (train.py --hold-out last --seed 7 --ncf <dir>, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 7; protocol drift needs what came from 2000-11-01 on for the test and 5 % of the users for validation by seed 7. Train one that fits (train.py --hold-out after --seed 7 --since 973036800, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: what came from 2000-11-23T17:20:00Z on for the test and 5 % of the users for validation by seed 7; protocol drift needs what came from 2000-11-01 on for the test and 5 % of the users for validation by seed 7. Train one that fits (train.py --hold-out after --seed 7 --since 973036800, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: what came from 2000-11-23T17:20:00Z on for the test and 5 % of the users for validation by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: does not say which events it held out, so it may have learned from those of this test: it was made by an earlier version. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: held out other events than this test predicts, so it may have learned from them: give the interactions it was trained on, with the same --order-by and --ncf, and no other least number of events. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: held out other events than this test predicts, so it may have learned from them: give the interactions it was trained on, with the same --order-by and --ncf, and no other least number of events. Train one that fits (train.py --hold-out last --seed 7 --ncf <dir>, then tastekit import), or leave --bundle out"
    `);
  });
});
