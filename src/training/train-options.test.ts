import { describe, expect, it } from 'vitest';
import { TRAIN_DEFAULTS, type TrainOptions, trainOptions } from './train-options.ts';

function refusal(given: Partial<TrainOptions>): string {
  try {
    trainOptions(given);
    return 'was not refused';
  } catch (error) {
    return String(error);
  }
}

describe('trainOptions', () => {
  it('fills in the defaults; the hidden layer follows dim', () => {
    expect(trainOptions({})).toEqual(TRAIN_DEFAULTS);
    expect(trainOptions({ dim: 16 })).toEqual({ ...TRAIN_DEFAULTS, dim: 16, hidden: 32 });
    expect(trainOptions({ dim: 16, hidden: 7 }).hidden).toBe(7);
    expect(trainOptions({ seed: undefined })).toEqual(TRAIN_DEFAULTS);
  });

  it('says what was expected and what came', () => {
    const faults = [
      { dim: 3 },
      { dim: 10, heads: 4 },
      { epochs: 0 },
      { epochs: 1.5 },
      { learningRate: Number.NaN },
      { dropout: 0.95 },
      { negatives: 100 },
      { mlpNegatives: 33 },
      { validationShare: 0.6 },
      { memoryNeighbours: 1025 },
      { seed: -1 },
      { mlp: [] },
      { mlp: [64, 0] },
      { batchSise: 64 } as Partial<TrainOptions>,
    ];
    expect(faults.map(refusal).join('\n')).toMatchInlineSnapshot(`
      "OptionError: dim: expected a whole number from 4 to 512, got 3
      OptionError: dim: expected a multiple of heads (4), got 10
      OptionError: epochs: expected a whole number from 1 to 10000, got 0
      OptionError: epochs: expected a whole number from 1 to 10000, got 1.5
      OptionError: learningRate: expected a number from 1e-7 to 1, got NaN
      OptionError: dropout: expected a number from 0 to 0.9, got 0.95
      OptionError: negatives: expected a whole number from 256 to 65536, got 100
      OptionError: mlpNegatives: expected a whole number from 0 to 32, got 33
      OptionError: validationShare: expected a number from 0 to 0.5, got 0.6
      OptionError: memoryNeighbours: expected a whole number from 0 to 1024, got 1025
      OptionError: seed: expected a whole number from 0 to 4294967295, got -1
      OptionError: mlp: expected widths from 1 to 1024, got []
      OptionError: mlp: expected widths from 1 to 1024, got [64, 0]
      OptionError: batchSise: expected one of dim, blocks, heads, hidden, mlp, maxHistory, epochs, batchSize, learningRate, weightDecay, dropout, typeDropout, negatives, mlpNegatives, validationShare, validationPredictions, patience, adapterRank, memoryNeighbours, seed"
    `);
  });

  it('takes the bounds themselves', () => {
    for (const given of [{ dim: 4 }, { dim: 512 }, { dropout: 0 }, { dropout: 0.9 }, { validationShare: 0 }, { memoryNeighbours: 0 }, { validationShare: 0.5 }, { seed: 0xffffffff }]) {
      expect(trainOptions(given)).toMatchObject(given);
    }
  });
});
