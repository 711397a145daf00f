"""How a visitor's device learns (src/learner/, src/session/), of many visitors at once: event by event, each predicted before it is learned.

V visitors, a of them at a step, P predictions, n items, C candidates, d = dim, r = the adapter's rank, F features of the walk.
"""
import torch

from neumf import by_length
from walk import FEATURES, features, rises

PIECES = ("vector", "adapterIn", "adapterOut", "mix", "walk")
"""Longest gradient of a piece, before the rate."""
NORMS = {"vector": 1.0, "adapterIn": 1.0, "adapterOut": 1.0, "mix": 1.0, "walk": 4.0}
"""The guard's: src/learner/guard.ts."""
PRIOR, BOUND, FADING, MOST = 2.0, 5.0, 0.99, 1.5
MIX_TERMS = 5


def replay(visitors, settings, start=None):
    """(gains [P], parts): NDCG@10 of each prediction, and the visitors' personal parts at the end.

    settings: `rates` of vector, adapter, mix and walk, `proximal` and `ramp`. start: values of pieces; the others begin
    where the weights say. The frozen model of the guard, and the one that rates of 0 leave, has the start in it.
    """
    learner = Learner(visitors, settings, start or {})
    gains = torch.zeros(visitors.predictions)
    for rows, step in visitors.steps():
        gains[rows] = learner.take(step)
    return gains, learner.parts


class Learner:
    def __init__(self, visitors, settings, start):
        tower = visitors.tower
        self.weights, self.scaled = tower.weights, tower.scaled
        self.popularity, self.walks = tower.model.tables["popularity"], tower.orders is not None
        rates = settings["rates"]
        self.rates = {"vector": rates["vector"], "adapterIn": rates["adapter"], "adapterOut": rates["adapter"], "mix": rates["mix"], "walk": rates["walk"] * self.walks}
        self.proximal, self.ramp = settings["proximal"], settings["ramp"]
        nothing = {"vector": self.scaled.shape[1], "mix": MIX_TERMS, "walk": FEATURES}
        begins = {name: start.get(name, torch.zeros(nothing[name]) if name in nothing else self.weights[f"personal.{name}"]) for name in PIECES}
        self.start = {name: values[None] for name, values in begins.items()}
        self.parts = {name: values.expand(visitors.count, *values.shape).clone() for name, values in begins.items()}
        self.started = bool(start)
        self.learns = any(rate > 0 for rate in self.rates.values())
        self.advantage = torch.zeros(visitors.count)

    def take(self, step):
        """The gain of each visitor's next prediction, [a], which is then learned."""
        size = len(step["events"])
        parts = {name: values[:size] for name, values in self.parts.items()}
        frozen = step["scores"]
        if self.started:
            frozen = frozen + self.deviation({name: values.expand(size, *values.shape[1:]) for name, values in self.start.items()}, step)
        if not self.learns:
            return gains_of(frozen, step)
        own = step["scores"] + self.deviation(parts, step)
        trust = torch.sigmoid(PRIOR + self.advantage[:size])[:, None]
        shown = frozen + trust * (own - frozen)
        self.learn(parts, step, own, frozen)
        return gains_of(shown, step)

    def deviation(self, parts, step):
        """What the personal parts add to the tower's scores, [a, n]."""
        size, n = step["scores"].shape
        added = torch.zeros(size, n + 1)
        if self.walks:
            added.scatter_add_(1, step["along"].long(), rises(parts["walk"]))
        added = added[:, :n]
        moved = self.moved(parts, step)
        added += moved @ self.scaled.T
        if self.rates["mix"] > 0:
            terms = self.terms(step, moved)
            added += sum(torch.expm1(parts["mix"][:, j, None]) * term for j, term in terms.items())
        return added

    def moved(self, parts, step):
        """How far the user vectors are from the tower's, [a, d]."""
        if self.rates["adapterOut"] == 0:
            return parts["vector"]
        return parts["vector"] + torch.einsum("ad,adr,are->ae", step["states"], parts["adapterIn"], parts["adapterOut"])

    def terms(self, step, moved):
        """The score's terms by their place in the mix, [a, n] each; the MLP's is left alone."""
        w, events = self.weights, step["events"]
        users = step["states"] @ w["tower.out.weight"] + w["tower.out.bias"] + moved
        popularity = by_length(w["head.popularity"], events)[:, None] * self.popularity
        return {0: users @ self.scaled.T, 2: w["item.bias"][None], 3: popularity, 4: step["memory"].float()}

    def learn(self, parts, step, own, frozen):
        """A step of sampled softmax, its gradients written out; the guard judges before it."""
        candidates = step["candidates"].long()
        among = own.gather(1, candidates) + step["corrections"]
        logs = torch.log_softmax(among, 1)
        gain = logs[:, 0] - torch.log_softmax(frozen.gather(1, candidates) + step["corrections"], 1)[:, 0]
        advantage = self.advantage[: len(gain)]
        advantage.mul_(FADING).add_(gain.clamp(-MOST, MOST)).clamp_(-BOUND, BOUND)
        towards = -torch.exp(logs)
        towards[:, 0] += 1
        gradients = self.gradients(parts, step, candidates, towards)
        pace = (step["events"] / self.ramp).clamp(max=1) if self.ramp > 0 else torch.ones(len(gain))
        for name, gradient in gradients.items():
            whole = lambda values: values.view(-1, *[1] * (gradient.dim() - 1))
            length = gradient.flatten(1).norm(dim=1)
            change = gradient * whole(NORMS[name] / length.clamp(min=NORMS[name])) - self.proximal * (parts[name] - self.start[name])
            parts[name] += self.rates[name] * change * (whole(pace) if name == "vector" else 1)

    def gradients(self, parts, step, candidates, towards):
        """Of log p of the event's item, for each piece that is learned; towards [a, C]: by the candidates' scores."""
        rates, found = self.rates, {}
        if rates["walk"] > 0:
            found["walk"] = torch.einsum("ac,acf->af", towards, features(step["distances"]))
        if rates["vector"] > 0 or rates["adapterIn"] > 0:
            users = torch.einsum("ac,acd->ad", towards, self.scaled[candidates])
            if rates["mix"] > 0:
                users = users * torch.exp(parts["mix"][:, :1])
            if rates["vector"] > 0:
                found["vector"] = users
            if rates["adapterIn"] > 0:
                narrow = torch.einsum("ad,adr->ar", step["states"], parts["adapterIn"])
                found["adapterIn"] = step["states"][:, :, None] * torch.einsum("ae,are->ar", users, parts["adapterOut"])[:, None]
                found["adapterOut"] = narrow[:, :, None] * users[:, None]
        if rates["mix"] > 0:
            found["mix"] = torch.zeros(len(towards), MIX_TERMS)
            for j, term in self.terms(step, self.moved(parts, step)).items():
                found["mix"][:, j] = (towards * term.expand(len(towards), -1).gather(1, candidates)).sum(1) * torch.exp(parts["mix"][:, j])
        return found


def gains_of(scores, step):
    """NDCG@10 of one item each, [a]; ties, and what is no number, count against it."""
    own = scores.gather(1, step["candidates"][:, :1].long())
    ranks = (~(scores < own)).sum(1)
    return torch.where(ranks <= 10, 1 / torch.log2(ranks + 1.0), torch.zeros(()))
