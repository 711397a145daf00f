import { expect, it } from 'vitest';
import { checkSplit } from './check-split.ts';
import { type ProtocolSplit } from './protocol-split.ts';
import { fullSplit } from './protocols/full.ts';
import { streamSplit } from './protocols/stream.ts';
import { plantedDataset } from './testing/small-dataset.ts';

const dataset = plantedDataset({ users: 80 });

it('lets the protocols pass', () => {
  expect(() => checkSplit(streamSplit(dataset, 1))).not.toThrow();
  expect(() => checkSplit(fullSplit(dataset, 1, null))).not.toThrow();
});

it('catches an event that is predicted and learned from', () => {
  const split = fullSplit(dataset, 1, null);
  // The whole data set, as if nothing were held out.
  const leaking: ProtocolSplit = { ...split, train: { ...split.train, histories: dataset } };
  expect(() => checkSplit(leaking)).toThrow(/^held-out events leak into training: item \d+ of user \d+ is predicted and learned from$/);
});

it('catches a held-out user who is learned from, by an event or by name', () => {
  const split = streamSplit(dataset, 1);
  const { user } = split.test[0];
  const named: ProtocolSplit = { ...split, train: { ...split.train, users: Int32Array.of(...split.train.users, user) } };
  expect(() => checkSplit(named)).toThrow(`held-out events leak into training: user ${user} is held out and learned from`);
  const late = streamSplit(dataset, 1);
  // An event that is not among the 500 that are predicted.
  late.test[0] = { ...late.test[0], predicted: new Int32Array() };
  expect(() => checkSplit({ ...late, train: { ...late.train, histories: dataset } })).toThrow('leak into training');
});
