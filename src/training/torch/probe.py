"""Run by train.test.ts: scores without the MLP at a few moments, by the weights that train.py wrote, as JSON."""
import json
import sys

import numpy as np
import torch

from dataset import EVENT_TYPES, read_dataset
from neumf import light_scores, tower_states, user_vectors
from safetensors import read_safetensors

tensors, metadata = read_safetensors(sys.argv[1])
config = json.loads(metadata["run"])["config"]
dataset = read_dataset(sys.argv[2], sys.argv[3])
w = {name: torch.tensor(values) for name, values in tensors.items() if values.dtype == np.float32}
n = len(dataset.items)
offsets, items = tensors["memory.offsets"], tensors["memory.items"].astype(np.int64)
transitions = torch.zeros(n, n)
for row in range(n):
    entries = slice(offsets[row], offsets[row + 1])
    transitions[row, torch.tensor(items[entries])] = torch.tensor(tensors["memory.codes"][entries]) * w["memory.scale"][row]
probed = []
for user in range(0, len(dataset.users), 9):
    own = dataset.history(user)
    history = torch.tensor(dataset.item_of[own])
    types = torch.tensor([config["eventTypes"].index(EVENT_TYPES[place]) for place in dataset.type_of[own]])
    at = len(history) - 1
    states = tower_states(w, config, w["item.factor"][history[None, :at]], types[None, :at], torch.tensor([True]))
    ages = torch.arange(at - 1, -1, -1)
    memory = []
    for trace in config["memory"]["traces"]:
        weights = torch.where(ages < trace["window"], trace["decay"] ** ages.float(), torch.tensor(0.0))
        memory.append(torch.log1p(weights @ transitions[history[:at]] / config["memory"]["epsilon"])[None])
    scores = light_scores(w, user_vectors(w, states[0, -1:]), w["item.factor"], w["item.bias"], w["item.popularity"], torch.tensor([at]), memory)
    probed.append({"user": user, "at": at, "scores": scores[0].tolist()})
print(json.dumps(probed))
