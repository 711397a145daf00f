"""Quality on held-out events: the rank of the event that came next among the whole catalogue, seen items left out."""
import math

import numpy as np
import torch

from neumf import light_scores, mlp_scores, tower_states, user_vectors

BINS = (0, 1, 5, 20, 50, 100)
"""Positions whose MLP is computed at once; bounds memory at so many × n × mlp[0] floats."""
CHUNK = 8


def validate(model, weights, dataset, split, rows_of_type, options):
    """{users, predictions, ndcg10, hr10, bins}; ties count against the event. On the averaged weights."""
    was = model.training
    model.eval()
    gains, hits, before = [], [], []
    with torch.no_grad():
        factors = model.factors(weights)
        for user, moments in split["validation"]:
            events = slice(dataset.offsets[user], dataset.offsets[user] + int(moments[-1]) + 1)
            items = torch.from_numpy(dataset.item_of[events]).to(factors.device)
            types = torch.from_numpy(rows_of_type[dataset.type_of[events]]).to(factors.device)
            ranks = ranks_of(model, weights, factors, items, types, torch.from_numpy(moments).to(factors.device), options)
            good = ranks <= 10
            gains.extend(np.where(good, 1 / np.log2(ranks + 1), 0))
            hits.extend(good)
            before.extend(moments)
    model.train(was)
    gains, place = np.array(gains), np.digitize(before, BINS) - 1
    bins = [round(float(gains[place == b].mean()), 4) if (place == b).any() else None for b in range(len(BINS))]
    return {"users": len(split["validation"]), "predictions": len(gains), "ndcg10": float(gains.mean()), "hr10": float(np.mean(hits)), "bins": bins}


def ranks_of(model, w, factors, items, types, moments, options):
    """The rank, from 1, of the event at each of these places of one history."""
    scores = scores_at(model, w, factors, items, types, moments, options)
    # Written backwards, the first meeting of an item stays.
    first = torch.full((len(factors),), len(items))
    met = items.tolist()
    for place in range(len(items) - 1, -1, -1):
        first[met[place]] = place
    first = first.to(scores.device)
    own = scores.gather(1, items[moments][:, None])
    scores.masked_fill_(first[None, :] < moments[:, None], -math.inf)
    return (scores >= own).sum(1).cpu().numpy()


def scores_at(model, w, factors, items, types, moments, options):
    """Every item's score before the events at these places, [moments, n]."""
    tables, config = model.tables, model.config
    inputs = items[None, :-1] if len(items) > 1 else items[None]
    begins = torch.ones(1, dtype=torch.bool, device=items.device)
    states = tower_states(w, config, factors[inputs], types[None, : inputs.shape[1]], begins)[0]
    states = torch.cat([states[:1], states[2:]])[moments]
    u = user_vectors(w, states)
    memory = None
    if tables["memory"]:
        everything = torch.arange(len(factors), device=items.device)
        nothing = torch.zeros(1, len(factors), device=items.device)
        traces = tables["memory"].of_candidates(inputs, torch.ones_like(inputs, dtype=torch.bool), 0, nothing, everything)
        memory = [trace[0][moments] for trace in traces]
    scores = light_scores(w, u, factors, w["item.bias"], tables["popularity"], moments, memory)
    if options.mlp_negatives > 0:
        for start in range(0, len(u), CHUNK):
            scores[start : start + CHUNK] += mlp_scores(w, config, u[start : start + CHUNK, None], factors[None])
    return scores
