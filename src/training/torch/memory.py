"""The transition memory (DESIGN.md, "Memory"): its statistic, and its traces in a batch of histories.

The statistic equals that of src/training/transition-statistics.ts. n items, K entries a row, B pieces, T events a
piece, M candidates.
"""
from types import SimpleNamespace

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


def item_counts(histories, n):
    """Of each item, [n] each: the events on it, and the users who met it."""
    met = [np.unique(history) for history in histories]
    return np.bincount(np.concatenate(histories), minlength=n), np.bincount(np.concatenate(met), minlength=n)


class TransitionMemory:
    """Rows of at most K transitions an item: items [n, K] (−1: none) and codes [n, K] uint8, times scale [n]."""

    def __init__(self, histories, events, users, neighbours, ordered):
        """histories: arrays of items, of the training users; [n] each: their events by item, and who of them met it."""
        self.ordered, self.repeats = ordered, bool((events != users).any())
        n = len(events)
        power = lambda counts, exponent: np.maximum(counts, 1).astype(np.float64) ** exponent
        self.from_power = power(events if ordered else users, FROM_POWER)
        self.to_power = power(users, TO_POWER if ordered else UNORDERED_TO_POWER)
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
        """(a, b, weight): Σ of the weights of the pairs a → b, b met for the first time, for each pair that occurs."""
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
        if not self.ordered:
            met = np.unique(history[:UNORDERED_EVENTS])
            a, b = np.repeat(met, len(met)), np.tile(met, len(met))
            return a[a != b].astype(np.int64) * n + b[a != b], np.ones(len(met) * (len(met) - 1))
        keys, weights = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        meets = np.zeros(len(history), dtype=bool)
        meets[np.unique(history, return_index=True)[1]] = True
        for step in range(1, min(LOOKAHEAD, len(history) - 1) + 1):
            anew = meets[step:]
            keys.append(history[:-step][anew].astype(np.int64) * n + history[step:][anew])
            weights.append(np.full(anew.sum(), COUNT_DECAY ** (step - 1)))
        return np.concatenate(keys), np.concatenate(weights)

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


def stored_memory(tensors):
    """What `tensors()` wrote, as far as `MemoryFeatures.of_candidates` reads it: a history's own pairs are not taken out."""
    offsets = tensors["memory.offsets"].astype(np.int64)
    lengths = np.diff(offsets)
    row, column = np.repeat(np.arange(len(lengths)), lengths), np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    items = np.full((len(lengths), max(1, lengths.max(initial=0))), -1, dtype=np.int64)
    codes = np.zeros(items.shape, dtype=np.uint8)
    items[row, column], codes[row, column] = tensors["memory.items"], tensors["memory.codes"]
    nothing = {name: np.zeros(0) for name in ("keys", "values", "from_power", "to_power")}
    return SimpleNamespace(items=items, codes=codes, scale=tensors["memory.scale"], ordered=True, repeats=False, **nothing)


def summed(parts):
    keys, weights = (np.concatenate(column) for column in zip(*parts))
    distinct, places = np.unique(keys, return_inverse=True)
    return distinct, np.bincount(places, weights, minlength=len(distinct))


class MemoryFeatures:
    """log1p(trace / ε) of a batch's candidates and targets, on the device: a tensor for each trace.

    A batch reads `items` [B, R + T] where `present` (false: padding), R of them context before its pieces, and predicts
    at the T + 1 positions from R on. `before`: (piece, item), [E] each, is what lies further back; only traces
    that do not fade reach it, at any position alike. `paired`, likewise: what of a history without order is paired.
    """

    def __init__(self, memory, settings, device):
        self.settings, self.ordered, self.repeats = settings, memory.ordered, memory.repeats
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

    def of_batch(self, items, present, context, before, paired, candidates, targets):
        """candidates [M], targets [B, T + 1] → [B, T + 1, M] and [B, T + 1] for each trace; for targets met before, anything."""
        whole = self.summed_before(len(items), before)
        of_targets = self.of_targets(items, present, context, whole, before, paired, targets)
        return self.of_candidates(items, present, context, whole, candidates), of_targets

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

    def of_targets(self, items, present, context, whole, before, paired, targets):
        """targets [B, T + 1] → the same for each trace, without what the very history itself has put into the statistic.

        `whole` [B, n]: what the events further back have left.
        """
        traces, distance = self.decays(context, items.shape[1] - context)
        # Where nothing weighs, nothing is looked up.
        p, t = torch.nonzero(sum(traces), as_tuple=True)
        sources, wanted = items[:, t], targets[:, p]
        further = whole.gather(1, targets)
        if not self.ordered:
            known = self.marked(len(items), paired) > 0
            own = (known.gather(1, sources) & known.gather(1, wanted)).float()
            others = self.summed_before(len(items), before, own=known[before[0], before[1]].float())
            further = torch.where(known.gather(1, targets), others.gather(1, targets), further)
        elif self.repeats:
            # Any event of an item, however far back, is weighed by what the last ones of that item have put in.
            last, fading = self.last_items(items, present, context)
            own = sum(weight * (last[:, p, s] == sources) for s, weight in enumerate(fading))
            further = further - self.own_further_back(last, fading, before, targets)
        else:
            steps = distance[p, t]
            own = torch.where(steps < LOOKAHEAD, COUNT_DECAY ** steps.float(), self.nothing)
        values = self.without(own, sources, wanted) * present[:, t]
        within = [torch.zeros(targets.shape, device=items.device).index_add_(1, p, values * decays[p, t]) for decays in traces]
        return self.bent(within, further)

    def last_items(self, items, present, context):
        """[B, T + 1, LOOKAHEAD]: what came last before each position, −1 where nothing did; and what each step weighs."""
        known = torch.where(present, items, -torch.ones_like(items))
        known = torch.nn.functional.pad(known, (LOOKAHEAD, 0), value=-1)
        last = [known[:, LOOKAHEAD + context - 1 - s :][:, : items.shape[1] - context + 1] for s in range(LOOKAHEAD)]
        return torch.stack(last, 2), [COUNT_DECAY**s for s in range(LOOKAHEAD)]

    def own_further_back(self, last, fading, before, targets):
        """[B, T + 1]: what the history itself has put into what the events further back say of the targets."""
        same = last[..., :, None] == last[..., None, :]
        own = (same * torch.tensor(fading, device=last.device)).sum(-1)
        # Each item once: where it came last.
        once = ~torch.tril(same, diagonal=-1).any(-1) & (last >= 0)
        sources = last.clamp(min=0)
        times = self.marked(len(last), before).gather(1, sources.flatten(1)).view(sources.shape)
        wanted = targets[..., None].expand_as(sources)
        return (once * times * (self.looked_up(sources, wanted) - self.without(own, sources, wanted))).sum(-1)

    def looked_up(self, sources, wanted):
        """M[source, wanted], of tensors of one shape."""
        if len(self.keys) == 0:
            return torch.zeros(sources.shape, device=sources.device)
        keys = sources * self.n + wanted
        at = torch.searchsorted(self.keys, keys).clamp(max=len(self.keys) - 1)
        return torch.where(self.keys[at] == keys, self.values[at], self.nothing)

    def without(self, own, sources, wanted):
        """The same less `own` of C[source, wanted]; at least 0."""
        return (self.looked_up(sources, wanted) - own / (self.from_power[sources] * self.to_power[wanted])).clamp(min=0)

    def marked(self, size, pairs):
        """[B, n]: how often each (piece, item) is among the pairs."""
        pieces, items = pairs
        ones = torch.ones(len(items), device=items.device)
        return torch.zeros(size * self.n, device=items.device).index_add_(0, pieces * self.n + items, ones).view(size, self.n)

    def summed_before(self, size, before, own=None):
        """[B, n]: Σ of the rows of `before`; `own` [E]: less so much of each C[entry, ·], the history's own."""
        pieces, events = before
        columns, values = self.items[events], self.rows[events]
        present = columns >= 0
        if own is not None:
            values = (values - own[:, None] / (self.from_power[events][:, None] * self.to_power[columns])).clamp(min=0)
        places = (pieces[:, None] * self.n + columns)[present]
        return torch.zeros(size * self.n, device=places.device).index_add_(0, places, values[present]).view(size, self.n)

    def bent(self, traces, before):
        whole = [trace + before if settings["decay"] == 1 else trace for trace, settings in zip(traces, self.settings["traces"])]
        return [torch.log1p(trace / self.settings["epsilon"]) for trace in whole]
