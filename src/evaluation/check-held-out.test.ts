import { describe, expect, it } from 'vitest';
import { checkHeldOut, heldOutFor, type JudgedBy, type TrainedOn } from './check-held-out.ts';

const JUDGED: JudgedBy = { protocol: 'stream', seed: 7, ncf: false, interactions: 1000 };

function checked({ heldOut, options = {} }: Pick<TrainedOn['training'], 'heldOut'> & Partial<TrainedOn['training']>, judged: Partial<JudgedBy> = {}, option = 'bundle'): string[] | string {
  try {
    return checkHeldOut(option, { training: { heldOut, options }, data: { interactions: 1000 } }, { ...JUDGED, ...judged });
  } catch (error) {
    return String(error);
  }
}

const users = heldOutFor('stream', 7);
const last = heldOutFor('full', 7);

describe('checkHeldOut', () => {
  it('lets a bundle pass that held out what the protocol asks for', () => {
    expect(checked({ heldOut: users })).toEqual([]);
    for (const protocol of ['full', 'ncf'] as const) expect(checked({ heldOut: last, options: { ncf: false } }, { protocol })).toEqual([]);
    expect(checked({ heldOut: last, options: { ncf: true } }, { protocol: 'ncf', ncf: true })).toEqual([]);
  });

  it('refuses what held out less, others, or something else', () => {
    const all = [
      checked({ heldOut: { kind: 'none', seed: 7, validation: 0.05, test: 0 } }),
      checked({ heldOut: { ...users, seed: 8 } }),
      checked({ heldOut: { ...users, test: 0.2 } }, {}, 'ablation big'),
      checked({ heldOut: { ...users, validation: 0.1 } }),
      checked({ heldOut: last }),
      checked({ heldOut: users }, { protocol: 'ncf', ncf: true }),
      checked({ heldOut: last, options: { ncf: false } }, { protocol: 'full', interactions: 999 }),
      checked({ heldOut: last, options: { ncf: false } }, { protocol: 'full', ncf: true }),
      checked({ heldOut: last, options: { ncf: true } }, { protocol: 'full' }),
    ];
    expect(all.join('\n')).toMatchInlineSnapshot(`
      "OptionError: bundle: was trained with held out: nothing for a test; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 8; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: ablation big: was trained with held out: 20 % of the users for the test and 5 % for validation by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import)
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 10 % for validation by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: each user's last event by seed 7; protocol stream needs 10 % of the users for the test and 5 % for validation by seed 7. Train one that fits (train.py --hold-out users --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained with held out: 10 % of the users for the test and 5 % for validation by seed 7; protocol ncf needs each user's last event by seed 7. Train one that fits (train.py --hold-out last --seed 7 --ncf <dir>, then tastekit import), or leave --bundle out
      OptionError: bundle: was trained on data of 1000 interactions, and these have 999: their last events may be others. Train one that fits (train.py --hold-out last --seed 7, then tastekit import), or leave --bundle out
      OptionError: bundle: did not hold out the events that the files of --ncf name. Train one that fits (train.py --hold-out last --seed 7 --ncf <dir>, then tastekit import), or leave --bundle out
      OptionError: bundle: held out the events that the files of the NCF paper name; give them by --ncf. Train one that fits (train.py --hold-out last --seed 7, then tastekit import), or leave --bundle out"
    `);
  });

  it('tells of a bundle that does not say whether the NCF files were used', () => {
    expect(checked({ heldOut: last, options: {} }, { protocol: 'ncf', ncf: true })).toEqual([
      'The bundle given as bundle does not say whether the files of the NCF paper named its held-out events; if not, its figures are too good.',
    ]);
  });
});
