"""Cuts histories into pieces and pieces into batches, anew every epoch: src/training/pieces.ts and batch.ts."""
import numpy as np
import torch

BEGINNING_EVENTS = 5


def cut_pieces(users, lengths, window, random):
    """(user, from, to): at most window + 1 events each; the first of a history begins it, the others at a random offset."""
    pieces = []
    for user in users:
        length = lengths[user]
        if length == 0:
            continue
        pieces.append((user, 0, min(length, window + 1)))
        if length > window + 1:
            start = window - random.integers(window // 2 + 1)
            pieces.extend((user, at, min(length, at + window + 1)) for at in range(start, length - 1, window))
    return pieces


def batch_pieces(pieces, size, random):
    """Batches of pieces of like length, in random order."""
    order = random.permutation(len(pieces))
    batches = []
    for start in range(0, len(order), size * 16):
        pool = sorted((pieces[place] for place in order[start : start + size * 16]), key=lambda piece: piece[2] - piece[1])
        batches.extend(pool[at : at + size] for at in range(0, len(pool), size))
    return [batches[place] for place in random.permutation(len(batches))]


class BatchMaker:
    """Turns pieces into tensors.

    inputs, types (−1: none), present [B, T]; targets, lengths, weights [B, T + 1], weight 0 where nothing is predicted;
    begins [B]; negatives [M].
    """

    def __init__(self, dataset, rows_of_type, probability, options, device):
        self.dataset, self.device, self.options = dataset, device, options
        self.rows_of_type = rows_of_type
        self.probability = probability / probability.sum()

    def make(self, pieces, random):
        options, dataset = self.options, self.dataset
        size, length = len(pieces), max(1, max(to - start - 1 for _, start, to in pieces))
        inputs, present = np.zeros((size, length), dtype=np.int64), np.zeros((size, length), dtype=bool)
        types = np.full((size, length), -1, dtype=np.int64)
        targets, lengths = np.zeros((2, size, length + 1), dtype=np.int64)
        weights = np.zeros((size, length + 1), dtype=np.float32)
        for b, (user, start, to) in enumerate(pieces):
            events = dataset.offsets[user] + np.arange(start, to)
            if not dataset.ordered:
                events = random.permutation(events)
            count, seen = len(events), min(len(events), length)
            inputs[b, :seen] = dataset.item_of[events[:seen]]
            types[b, :seen] = self.rows_of_type[dataset.type_of[events[:seen]]]
            present[b, :seen] = True
            targets[b, :count] = dataset.item_of[events]
            lengths[b] = start + np.arange(length + 1)
            weights[b, :count] = 1
            if start == 0:
                weights[b, :BEGINNING_EVENTS] *= options.beginning_weight
            else:
                weights[b, 0] = 0
        types[random.random(types.shape) < options.type_dropout] = -1
        negatives = random.choice(len(self.probability), options.negatives, p=self.probability)
        to = lambda values: torch.from_numpy(values).to(self.device, non_blocking=True)
        arrays = dict(inputs=inputs, types=types, present=present, targets=targets, lengths=lengths, weights=weights, negatives=negatives)
        batch = {name: to(values) for name, values in arrays.items()}
        batch["begins"] = to(np.array([start == 0 for _, start, _ in pieces]))
        return batch
