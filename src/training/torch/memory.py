"""The transition memory (DESIGN.md, "Memory"): its statistic, and its traces in a batch of histories.

The statistic equals that of src/training/transition-statistics.ts. n items, K entries a row, B pieces, T events a
piece, M candidates.
"""
import numpy as np
import torch

LOOKAHEAD, COUNT_DECAY = 5, 0.8
FROM_POWER, TO_POWER, UNORDERED_TO_POWER = 0.7, 0.3, 0.5
"""Of a history without order, so many events are paired."""
UNORDERED_EVENTS = 500


def memory_settings(ordered):
    """The settings that the model carries: of each trace how far back and how fast it fades, and where log1p(trace / ε) bends."""
    whole = {"window": 500, "decay": 1}
    return {"traces": [{"window": 8, "decay": 0.5}, {"window": 32, "decay": 0.8}, whole] if ordered else [whole], "epsilon": 0.001}


class TransitionMemory:
    """Rows of at most K transitions an item: items [n, K] (−1: none) and codes [n, K] uint8, times scale [n]."""

    def __init__(self, histories, counts, neighbours, ordered):
        """histories: arrays of items, of the training users; counts [n]: their events by item."""
        self.ordered = ordered
        n = len(counts)
        known = np.maximum(counts, 1).astype(np.float64)
        self.from_power, self.to_power = known**FROM_POWER, known ** (TO_POWER if ordered else UNORDERED_TO_POWER)
        a, b, weight = self.pairs(histories, n)
        value = weight / (self.from_power[a] * self.to_power[b])
        self.items = np.full((n, neighbours), -1, dtype=np.int64)
        self.codes = np.zeros((n, neighbours), dtype=np.uint8)
        self.scale = np.zeros(n, dtype=np.float32)
        order = np.lexsort((b, -value, a))
        a, b, value = a[order], b[order], value[order]
        starts = np.searchsorted(a, np.arange(n + 1))
        for item in range(n):
            row = slice(starts[item], min(starts[item + 1], starts[item] + neighbours))
            if row.start == row.stop:
                continue
            scale = np.float32(value[row.start] / 255)
            codes = np.floor(value[row] / np.float64(scale) + 0.5).clip(0, 255).astype(np.uint8)
            kept = np.flatnonzero(codes)
            self.items[item, : len(kept)] = b[row][kept]
            self.codes[item, : len(kept)] = codes[kept]
            self.scale[item] = scale
        keys = np.arange(n)[:, None] * n + self.items
        present = self.items >= 0
        self.keys, values = keys[present], (self.codes * self.scale[:, None])[present]
        sequence = np.argsort(self.keys)
        self.keys, self.values = self.keys[sequence], values[sequence]

    def pairs(self, histories, n):
        """(a, b, weight): Σ of the weights of the pairs a → b, a ≠ b, for each pair that occurs."""
        keys, weights = np.zeros(0, dtype=np.int64), np.zeros(0)
        waiting = 0
        parts = [(keys, weights)]
        for history in histories:
            parts.append(self.pairs_of(history, n))
            waiting += len(parts[-1][0])
            if waiting > 20_000_000:
                parts, waiting = [summed(parts)], 0
        keys, weights = summed(parts)
        return keys // n, keys % n, weights

    def pairs_of(self, history, n):
        if self.ordered:
            steps = range(1, min(LOOKAHEAD, len(history) - 1) + 1)
            pairs = [(history[:-s], history[s:], np.full(len(history) - s, COUNT_DECAY ** (s - 1))) for s in steps]
        else:
            first = history[:UNORDERED_EVENTS]
            a, b = np.repeat(first, len(first)), np.tile(first, len(first))
            pairs = [(a, b, np.ones(len(a)))]
        if not pairs:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        a, b, weight = (np.concatenate(column) for column in zip(*pairs))
        apart = a != b
        return a[apart].astype(np.int64) * n + b[apart], weight[apart]

    def tensors(self):
        """As a bundle stores it (src/bundle/memory-tables.ts): rows one after another, columns ascending."""
        n = len(self.scale)
        # What is absent goes to the end of its row.
        order = np.argsort(np.where(self.items >= 0, self.items, n), axis=1)
        items, codes = np.take_along_axis(self.items, order, 1), np.take_along_axis(self.codes, order, 1)
        present = items >= 0
        return {
            "memory.offsets": np.concatenate([[0], np.cumsum(present.sum(1))]).astype(np.int32),
            "memory.items": items[present].astype(np.uint16 if n <= 65536 else np.int32),
            "memory.codes": codes[present],
            "memory.scale": self.scale,
        }


def summed(parts):
    keys, weights = (np.concatenate(column) for column in zip(*parts))
    distinct, places = np.unique(keys, return_inverse=True)
    return distinct, np.bincount(places, weights, minlength=len(distinct))


class MemoryFeatures:
    """log1p(trace / ε) of a batch's candidates and targets, on the device: a tensor for each trace.

    A batch reads `items` [B, R + T] where `present` (false: padding), R of them context before its pieces, and predicts
    at the T + 1 positions from R on. `before`: (piece, item), [E] each, is what lies further back; only traces
    that do not fade reach it, at any position alike.
    """

    def __init__(self, memory, settings, device):
        self.settings, self.ordered = settings, memory.ordered
        on = lambda values, dtype: torch.tensor(np.ascontiguousarray(values), dtype=dtype, device=device)
        self.items = on(memory.items, torch.long)
        self.rows = on(memory.codes * memory.scale[:, None], torch.float32)
        self.keys, self.values = on(memory.keys, torch.long), on(memory.values, torch.float32)
        self.from_power, self.to_power = on(memory.from_power, torch.float32), on(memory.to_power, torch.float32)
        self.n = len(memory.scale)
        self.nothing = torch.zeros((), device=device)

    def decays(self, context, length):
        """([T + 1, R + T] for each trace: what an event weighs before a position; the steps between them)."""
        device = self.rows.device
        distance = context + torch.arange(length + 1, device=device)[:, None] - torch.arange(context + length, device=device) - 1
        weighed = lambda window, decay: torch.where((distance >= 0) & (distance < window), decay ** distance.clamp(min=0).float(), self.nothing)
        return [weighed(**trace) for trace in self.settings["traces"]], distance

    def of_batch(self, items, present, context, before, candidates, targets):
        """candidates [M], targets [B, T + 1] → [B, T + 1, M] and [B, T + 1] for each trace."""
        whole = self.summed_before(len(items), before)
        # In order, what the history has put in itself is never so far back.
        of_others = whole if self.ordered else self.summed_before(len(items), before, own=True)
        return self.of_candidates(items, present, context, whole, candidates), self.of_targets(items, present, context, of_others, targets)

    def of_candidates(self, items, present, context, before, candidates):
        """candidates [M] → [B, T + 1, M] for each trace; `before` [B, n]: what the events further back have left."""
        size, read = items.shape
        distinct, places = torch.unique(candidates, return_inverse=True)
        column = torch.full((self.n + 1,), len(distinct), device=items.device)
        column[distinct] = torch.arange(len(distinct), device=items.device)
        events = items.reshape(-1)
        rows = torch.zeros(len(events), len(distinct) + 1, device=items.device)
        # −1 finds the last column, which nobody reads.
        rows.scatter_(1, column[self.items[events]], self.rows[events] * present.reshape(-1, 1))
        rows = rows[:, :-1][:, places].view(size, read, -1)
        return self.bent([decays @ rows for decays in self.decays(context, read - context)[0]], before[:, None, candidates])

    def of_targets(self, items, present, context, before, targets):
        """targets [B, T + 1] → the same for each trace, without what the very history itself has put into the statistic.

        `before` [B, n]: what the events further back have left, likewise.
        """
        traces, distance = self.decays(context, items.shape[1] - context)
        # Where nothing weighs, nothing is looked up.
        p, t = torch.nonzero(sum(traces), as_tuple=True)
        sources, wanted = items[:, t], targets[:, p]
        keys = sources * self.n + wanted
        at = torch.searchsorted(self.keys, keys).clamp(max=len(self.keys) - 1)
        values = torch.where(self.keys[at] == keys, self.values[at], self.nothing)
        steps = distance[p, t]
        own = torch.where(steps < LOOKAHEAD, COUNT_DECAY ** steps.float(), self.nothing) if self.ordered else torch.ones_like(values)
        values = (values - own / (self.from_power[sources] * self.to_power[wanted])).clamp(min=0) * present[:, t]
        within = [torch.zeros(targets.shape, device=items.device).index_add_(1, p, values * decays[p, t]) for decays in traces]
        return self.bent(within, before.gather(1, targets))

    def summed_before(self, size, before, own=False):
        """[B, n]: Σ of the rows of `before`; `own`: without one pair for each entry, the history's own."""
        pieces, events = before
        columns, values = self.items[events], self.rows[events]
        present = columns >= 0
        if own:
            values = (values - 1 / (self.from_power[events][:, None] * self.to_power[columns])).clamp(min=0)
        places = (pieces[:, None] * self.n + columns)[present]
        return torch.zeros(size * self.n, device=places.device).index_add_(0, places, values[present]).view(size, self.n)

    def bent(self, traces, before):
        whole = [trace + before if settings["decay"] == 1 else trace for trace, settings in zip(traces, self.settings["traces"])]
        return [torch.log1p(trace / self.settings["epsilon"]) for trace in whole]
