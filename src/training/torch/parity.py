"""Run by parity.test.ts: reads what hand-over.ts wrote, prints what PyTorch makes of it as JSON."""
import json
import sys

import torch

from neumf import Trainer, light_scores, mlp_scores, read_batch, tower_states, user_vectors
from safetensors import read_safetensors

torch.set_num_threads(1)
folder = sys.argv[1]
with open(f"{folder}/run.json") as file:
    run = json.load(file)
tensors, _ = read_safetensors(f"{folder}/parameters.safetensors")
w = {name: torch.tensor(values) for name, values in tensors.items()}
batches = [read_batch(batch) for batch in run["batches"]]
config = run["config"]

batch = batches[0]
with torch.no_grad():
    factors = w["item.embedding"][batch["rows"]] + batch["content"] @ w["item.content"]
    history = factors[batch["inputs"]].view(batch["pieces"], batch["length"], -1)
    states = tower_states(w, config, history, batch["types"], batch["begins"])
    u = user_vectors(w, states.reshape(-1, config["dim"])[batch["positions"]])
    items = batch["negatives"]
    few, bias, popularity = factors[items], w["item.bias"][batch["rows"]][items], batch["popularity"][items]
    light = light_scores(w, u, few, bias, popularity, batch["lengths"], batch["memory"])
    scores = light + mlp_scores(w, config, u[:, None], few[None])

trainer = Trainer(w, config, run["options"])
losses = [trainer.step(batch) for batch in batches]
print(json.dumps({"states": states.flatten().tolist(), "scores": scores.flatten().tolist(), "losses": losses}))
