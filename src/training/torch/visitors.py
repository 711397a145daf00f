"""Held-out users replayed as visitors: of each of their predictions, all that does not hang on what their device has learned.

P predictions (an item met for the first time, as only those are judged and learned), V visitors, n items, d = dim, C candidates.
"""
import numpy as np
import torch

import walk
from neumf import HIDDEN
from validate import states_at, terms_at

"""Negatives of a step: those likeliest to be taken instead (next on each way of a walk, by memory, then by popularity), and as many uniform ones; src/session/drawn-negatives.ts."""
LIKELY, UNIFORM = 96, 96
BY_WALK, BY_MEMORY = 4, 48
"""Bytes of the largest tables that are made."""
MEMORY_LIMIT = 5e9


class Visitors:
    """The predictions of visitors, the k-th ones of all of them together, the longest histories first.

    scores [P, n]: the tower's, HIDDEN where met. states and users [P, d]. memory [P, n]. events [P]: how many came before.
    candidates [P, C]: the item itself, then its negatives; corrections [P, C]: what their logits gain, −inf: none.
    distances [P, C, O] and along [P, O·2·L]: src/training/torch/walk.py; None without a walk.
    """

    def __init__(self, tower, histories, seed):
        """histories: (items, types, moments) of each visitor; tower: `Tower`."""
        self.tower = tower
        histories = sorted(histories, key=lambda history: -len(history[2]))
        lengths = np.array([len(moments) for _, _, moments in histories])
        sizes = [int((lengths > k).sum()) for k in range(max(lengths, default=0))]
        self.starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.count, self.predictions = len(histories), int(self.starts[-1])
        self.visitor = torch.cat([torch.arange(size) for size in sizes]) if sizes else torch.zeros(0, dtype=torch.long)
        self.tables = {}
        random = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for visitor, history in enumerate(histories):
                rows = torch.from_numpy(self.starts[: lengths[visitor]] + visitor)
                for name, values in self.tower.predictions(*history, random).items():
                    if name not in self.tables:
                        self.tables[name] = torch.empty(self.predictions, *values.shape[1:], dtype=values.dtype)
                    self.tables[name][rows] = values

    def steps(self):
        """The tables' rows of the visitors' first predictions, of their second ones, …"""
        for start, end in zip(self.starts, self.starts[1:]):
            yield slice(int(start), int(end)), {name: values[start:end] for name, values in self.tables.items()}


class Tower:
    """The frozen model of a run, and the orders of its catalogue (None: nobody is followed through a list)."""

    def __init__(self, model, weights, options, orders):
        self.model, self.weights, self.options, self.orders = model, weights, options, orders
        self.factors = weights["item.factor"]
        self.scaled = self.factors * weights["head.gmf"]
        popularity = model.tables["popularity"]
        # In (0, 1], so that it decides where nothing else does.
        self.popular = 1 - popularity.argsort(descending=True, stable=True).argsort() / len(popularity)

    def bytes_of_prediction(self):
        return 6 * len(self.factors) + 16 * (LIKELY + UNIFORM) + 2400 * (self.orders is not None)

    def predictions(self, items, types, moments, random):
        """The tables of `Visitors`, of one visitor's predictions at these places of their history."""
        places = torch.from_numpy(moments)
        product, memory, rest = terms_at(self.model, self.weights, self.factors, items, types, places, self.options)
        memory = memory.expand(product.shape)
        states = states_at(self.weights, self.model.config, self.factors, items, types, places)
        met = torch.zeros(product.shape, dtype=torch.bool)
        for k, (before, moment) in enumerate(zip([0, *moments], moments)):
            met[k] = met[k - 1] if k > 0 else False
            met[k, items[before:moment]] = True
        targets = items[places]
        tables = {"scores": (product + memory + rest).masked_fill_(met, HIDDEN), "states": states, "memory": memory.half(), "events": places}
        likely = self.popular.repeat(len(met), 1)
        if memory.any():
            likely.scatter_add_(1, memory.masked_fill(met, HIDDEN).topk(min(BY_MEMORY, met.shape[1]), 1).indices, torch.ones(len(met), min(BY_MEMORY, met.shape[1])))
        if self.orders is not None:
            # Before the first event there is nowhere to go on from: all counts as met.
            away = walk.distances(self.orders, met | (places == 0)[:, None], items[(places - 1).clamp(min=0)])
            tables["along"] = walk.along(away).to(torch.int32)
            likely += 2 * ((away != 0) & (away.abs() <= BY_WALK)).any(2)
        tables["candidates"], tables["corrections"] = candidates(targets, likely, met, random)
        if self.orders is not None:
            tables["distances"] = away.gather(1, tables["candidates"].long()[:, :, None].expand(-1, -1, away.shape[2]))
        return tables


def candidates(targets, likely, met, random):
    """(candidates, corrections): the target, the likeliest others as they are, and uniform ones, each for as many as it was drawn from.

    targets [T]; likely and met [T, n]. Fewer are unmet: the places behind them have the correction −inf.
    """
    closed = met.scatter(1, targets[:, None], True)
    counts = (~closed).sum(1, keepdim=True)
    sure = likely.masked_fill(closed, -1).topk(min(LIKELY, met.shape[1]), 1).indices
    drawn = torch.rand(met.shape, generator=random).masked_fill_(closed.scatter(1, sure, True), -1).topk(min(UNIFORM, met.shape[1]), 1).indices
    rest = (counts - sure.shape[1]).clamp(min=0)
    taken = rest.clamp(max=drawn.shape[1])
    absent = lambda chosen, present: torch.zeros(chosen.shape).masked_fill_(torch.arange(chosen.shape[1]) >= present, -torch.inf)
    corrections = [torch.zeros(len(targets), 1), absent(sure, counts), torch.log(rest / taken.clamp(min=1)).clamp(min=0) + absent(drawn, taken)]
    return torch.cat([targets[:, None], sure, drawn], 1).to(torch.int32), torch.cat(corrections, 1)
