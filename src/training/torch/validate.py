"""Quality on held-out events: the rank of the event that came next among the whole catalogue, seen items left out."""
import math

import numpy as np
import torch

from neumf import memory_term, mlp_scores, popularity_weight, tower_states, user_vectors

BINS = (0, 1, 5, 20, 50, 100)
"""What the dot product and the memory's weights may be multiplied by: src/training/balance.ts."""
BALANCES = [(product, memory) for product in (1, 0.85, 0.7, 0.5, 0.35) for memory in (1, 1.25, 1.5, 2, 3, 4.5)]
"""Positions whose MLP is computed at once; bounds memory at so many × n × mlp[0] floats."""
CHUNK = 8


def validate(model, weights, dataset, split, rows_of_type, options):
    """{users, predictions, ndcg10, hr10, bins, balance} of the balance to take; ties count against the event. On the averaged weights."""
    was = model.training
    model.eval()
    ranks, before, users = [], [], []
    with torch.no_grad():
        factors = model.factors(weights)
        for user, moments in split["validation"]:
            events = slice(dataset.offsets[user], dataset.offsets[user] + int(moments[-1]) + 1)
            items = torch.from_numpy(dataset.item_of[events]).to(factors.device)
            types = torch.from_numpy(rows_of_type[dataset.type_of[events]]).to(factors.device)
            ranks.append(ranks_of(model, weights, factors, items, types, torch.from_numpy(moments).to(factors.device), options))
            before.extend(moments)
            users.extend([user] * len(moments))
    model.train(was)
    ranks, place = np.concatenate(ranks, 1), np.digitize(before, BINS) - 1
    gains = np.where(ranks <= 10, 1 / np.log2(ranks + 1), 0)
    best = best_balance(gains, users)
    bins = [round(float(gains[best, place == b].mean()), 4) if (place == b).any() else None for b in range(len(BINS))]
    found = {"users": len(split["validation"]), "predictions": ranks.shape[1], "ndcg10": float(gains[best].mean()), "hr10": float((ranks[best] <= 10).mean())}
    return {**found, "bins": bins, "balance": BALANCES[best]}


def best_balance(gains, users):
    """The place of the balance to take, of its gain on each prediction [balances, predictions]: src/training/balance.ts."""
    best = int(np.argmax(gains.sum(1)))
    _, place = np.unique(users, return_inverse=True)
    ahead = np.bincount(place, gains[best] - gains[0])
    return best if ahead.sum() > 2 * np.sqrt((ahead**2).sum()) else 0


def balanced(weights, balance):
    """The weights with the head's terms in this balance."""
    product, memory = balance
    return {**weights, "head.gmf": weights["head.gmf"] * product, "head.memory": weights["head.memory"] * memory}


def ranks_of(model, w, factors, items, types, moments, options):
    """The rank, from 1, of the event at each of these places of one history, [balances, places]."""
    product, memory, rest = terms_at(model, w, factors, items, types, moments, options)
    # Written backwards, the first meeting of an item stays.
    first = torch.full((len(factors),), len(items))
    met = items.tolist()
    for place in range(len(items) - 1, -1, -1):
        first[met[place]] = place
    rest.masked_fill_(first.to(rest.device)[None, :] < moments[:, None], -math.inf)
    ranks = []
    for a, b in BALANCES:
        of_balance = rest + a * product + b * memory
        # Not ">=": a model that diverged scores NaN everywhere, and must not come first.
        ranks.append((~(of_balance < of_balance.gather(1, items[moments][:, None]))).sum(1).cpu().numpy())
    return np.stack(ranks)


def inputs_of(items):
    """What is read of a history before its last event, [1, T]; never nothing."""
    return items[None, :-1] if len(items) > 1 else items[None]


def states_at(w, config, factors, items, types, moments):
    """The tower's states before the events at these places, [moments, d]."""
    inputs = inputs_of(items)
    begins = torch.ones(1, dtype=torch.bool, device=items.device)
    states = tower_states(w, config, factors[inputs], types[None, : inputs.shape[1]], begins)[0]
    return torch.cat([states[:1], states[2:]])[moments]


def terms_at(model, w, factors, items, types, moments, options):
    """Of every item's score before the events at these places: dot product, memory and what else there is, [moments, n] each."""
    tables, config = model.tables, model.config
    inputs = inputs_of(items)
    u = user_vectors(w, states_at(w, config, factors, items, types, moments))
    product, memory = (u * w["head.gmf"]) @ factors.T, torch.zeros(1, device=items.device)
    if tables["memory"]:
        everything = torch.arange(len(factors), device=items.device)
        nothing = torch.zeros(1, len(factors), device=items.device)
        traces = tables["memory"].of_candidates(inputs, torch.ones_like(inputs, dtype=torch.bool), 0, nothing, everything)
        memory = memory_term(w, moments, [trace[0][moments] for trace in traces])
    rest = w["item.bias"] + popularity_weight(w, moments)[:, None] * tables["popularity"]
    if options.mlp_negatives > 0:
        for start in range(0, len(u), CHUNK):
            rest[start : start + CHUNK] += mlp_scores(w, config, u[start : start + CHUNK, None], factors[None])
    return product, memory, rest
