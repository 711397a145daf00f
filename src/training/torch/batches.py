"""Cuts histories into pieces and pieces into batches, anew every epoch: src/training/pieces.ts and batch.ts."""
import numpy as np
import torch

from memory import UNORDERED_EVENTS

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

    inputs, types (−1: none) [B, T]; targets, lengths, weights [B, T + 1], weight 0 where nothing is predicted, as the
    piece is over, or holds the target already, and no list would show it;
    begins [B]; negatives [M]; met [B, M]: before which position on the history holds that negative (0: all, T + 2: none).
    For the memory: read, present [B, R + T], context R, before and paired (memory.py).
    """

    def __init__(self, dataset, learned, rows_of_type, probability, options, memory, device):
        """learned: how many of each user's events are learned from, [users]."""
        self.dataset, self.learned, self.device, self.options = dataset, learned, device, options
        self.rows_of_type = rows_of_type
        self.probability = probability / probability.sum()
        traces = memory["traces"] if memory else []
        self.faded = max((trace["window"] for trace in traces if trace["decay"] < 1), default=0)
        self.remembered = max((trace["window"] for trace in traces), default=0)
        self.first = np.zeros(len(probability), dtype=np.int64)

    def make(self, pieces, random):
        options, dataset = self.options, self.dataset
        size, length = len(pieces), max(1, max(to - start - 1 for _, start, to in pieces))
        inputs = np.zeros((size, length), dtype=np.int64)
        context = max(min(start, self.faded) for _, start, _ in pieces)
        read, present = np.zeros((size, context + length), dtype=np.int64), np.zeros((size, context + length), dtype=bool)
        before, paired = [], []
        types = np.full((size, length), -1, dtype=np.int64)
        targets, lengths = np.zeros((2, size, length + 1), dtype=np.int64)
        weights = np.zeros((size, length + 1), dtype=np.float32)
        negatives = random.choice(len(self.probability), options.negatives, p=self.probability)
        met = np.zeros((size, len(negatives)), dtype=np.int64)
        for b, (user, start, to) in enumerate(pieces):
            events = dataset.offsets[user] + np.arange(start, to)
            if not dataset.ordered:
                events = random.permutation(events)
            count, seen = len(events), min(len(events), length)
            earlier = dataset.item_of[dataset.offsets[user] :][:start]
            items = dataset.item_of[events]
            since = self.first_met(earlier, items, np.concatenate([negatives, items]), length + 2)
            met[b], since = since[: len(negatives)], since[len(negatives) :]
            inputs[b, :seen] = dataset.item_of[events[:seen]]
            types[b, :seen] = self.rows_of_type[dataset.type_of[events[:seen]]]
            close = min(start, self.faded)
            read[b, context - close : context] = earlier[start - close :]
            read[b, context : context + seen] = inputs[b, :seen]
            present[b, context - close : context + seen] = True
            before.append(earlier[max(0, to - 1 - self.remembered) : start - close])
            if not dataset.ordered:
                paired.append(dataset.item_of[dataset.history(user)][: min(self.learned[user], UNORDERED_EVENTS)])
            targets[b, :count] = dataset.item_of[events]
            lengths[b] = start + np.arange(length + 1)
            weights[b, :count] = since > np.arange(count)
            if start == 0:
                weights[b, :BEGINNING_EVENTS] *= options.beginning_weight
            else:
                weights[b, 0] = 0
        types[random.random(types.shape) < options.type_dropout] = -1
        to = lambda values: torch.from_numpy(values).to(self.device, non_blocking=True)
        arrays = dict(inputs=inputs, types=types, read=read, present=present, targets=targets, lengths=lengths, weights=weights, negatives=negatives, met=met)
        batch = {name: to(values) for name, values in arrays.items()}
        batch["context"] = context
        of_pieces = lambda lists: to(np.stack([np.repeat(np.arange(size), [len(items) for items in lists]), np.concatenate(lists)]))
        batch["before"] = of_pieces(before)
        batch["paired"] = None if dataset.ordered else of_pieces(paired)
        batch["begins"] = to(np.array([start == 0 for _, start, _ in pieces]))
        return batch

    def first_met(self, earlier, events, wanted, never):
        """Of each wanted item: the first position (events of the piece before it) whose history holds it."""
        touched = np.concatenate([earlier, events, wanted])
        self.first[touched] = never
        # Written backwards, the first meeting stays.
        self.first[events[::-1]] = np.arange(len(events), 0, -1)
        self.first[earlier] = 0
        return self.first[wanted]
