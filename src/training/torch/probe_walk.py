"""Run by rehearse.test.ts: the orders of a catalogue, and the walk's features of all items at some moments, as JSON."""
import json
import sys

import torch

from walk import along, distances, features, item_orders, rises

given = json.loads(sys.argv[1])
orders = item_orders(given["ids"], given["titles"])
n = len(given["ids"])
met = torch.zeros(len(given["met"]), n, dtype=torch.bool)
for row, items in enumerate(given["met"]):
    met[row, items] = True
found = distances(orders, met, torch.tensor(given["anchors"]))
weights = torch.tensor(given["weights"], dtype=torch.float32).expand(len(met), -1)
term = torch.zeros(len(met), n + 1).scatter_add_(1, along(found), rises(weights))[:, :n]
print(json.dumps({"orders": orders.tolist(), "features": features(found).tolist(), "term": term.tolist()}))
