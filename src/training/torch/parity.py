"""Run by parity.test.ts: reads what hand-over.ts wrote, prints what PyTorch makes of it as JSON."""
import json
import sys

import torch

from neumf import Trainer, light_scores, mlp_scores, read_batch, read_safetensors, tower_states, user_vectors

torch.set_num_threads(1)
folder = sys.argv[1]
with open(f"{folder}/run.json") as file:
    run = json.load(file)
w = read_safetensors(f"{folder}/parameters.safetensors")
batches = [read_batch(batch) for batch in run["batches"]]
config = run["config"]

batch = batches[0]
with torch.no_grad():
    factors = w["item.embedding"][batch["rows"]] + batch["content"] @ w["item.content"]
    history = factors[batch["inputs"]].view(batch["pieces"], batch["length"], -1)
    states = tower_states(w, config, history, batch["types"], batch["begins"])
    u = user_vectors(w, states.reshape(-1, config["dim"])[batch["positions"]])
    bias = w["item.bias"][batch["rows"]]
    scores = light_scores(w, u, factors, bias, batch["popularity"], batch["lengths"]) + mlp_scores(w, config, u[:, None], factors[None])

trainer = Trainer(w, config, run["options"])
losses = [trainer.step(batch) for batch in batches]
print(json.dumps({"states": states.flatten().tolist(), "scores": scores.flatten().tolist(), "losses": losses}))
