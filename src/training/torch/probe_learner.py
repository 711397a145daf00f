"""Run by rehearse.test.ts: how far the learner's gradients are from autograd's, at most, by piece; as JSON."""
import json
from types import SimpleNamespace

import torch

from device_learner import PIECES, Learner
from walk import along, distances

torch.manual_seed(1)
visitors, n, d, r, count = 5, 40, 6, 2, 12
met = torch.rand(visitors, n) < 0.3
met[:, 0] = True
orders = torch.stack([torch.randperm(n) for _ in range(2)])
away = distances(orders, met, torch.zeros(visitors, dtype=torch.long))
chosen = torch.rand(visitors, n).masked_fill(met, -1).topk(count, 1).indices
corrections = torch.rand(visitors, count)
corrections[:, -1] = -torch.inf
weights = {
    "tower.out.weight": torch.randn(d, d), "tower.out.bias": torch.randn(d), "item.bias": torch.randn(n), "head.popularity": torch.randn(10),
    "personal.adapterIn": torch.randn(d, r), "personal.adapterOut": torch.randn(r, d),
}
tower = SimpleNamespace(weights=weights, scaled=torch.randn(n, d), orders=orders, model=SimpleNamespace(tables={"popularity": torch.randn(n)}))
settings = {"rates": dict.fromkeys(("vector", "adapter", "mix", "walk"), 1.0), "proximal": 0.0, "ramp": 0}
learner = Learner(SimpleNamespace(tower=tower, count=visitors), settings, {})
step = {
    "scores": torch.randn(visitors, n), "states": torch.randn(visitors, d), "memory": torch.rand(visitors, n), "events": torch.tensor([0, 1, 3, 40, 500]),
    "along": along(away), "candidates": chosen, "corrections": corrections, "distances": away.gather(1, chosen[:, :, None].expand(-1, -1, 2)),
}
parts = {name: (values + 0.3 * torch.randn(values.shape)).requires_grad_() for name, values in learner.parts.items()}
logs = torch.log_softmax((step["scores"] + learner.deviation(parts, step)).gather(1, chosen) + corrections, 1)
expected = torch.autograd.grad(logs[:, 0].sum(), [parts[name] for name in PIECES])
with torch.no_grad():
    towards = -torch.exp(logs)
    towards[:, 0] += 1
    found = learner.gradients(parts, step, chosen, towards)
print(json.dumps({name: (found[name] - values).abs().max().item() for name, values in zip(PIECES, expected)}))
