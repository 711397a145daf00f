"""Run by train-epoch.bench.ts: takes steps of the PyTorch twin, one for each line on stdin that holds a batch's number.

Answers each with the processor's seconds for it.
"""
import json
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "src" / "training" / "torch"))
from neumf import Trainer, read_batch
from safetensors import read_safetensors

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
with open(f"{folder}/run.json") as file:
    run = json.load(file)
batches = [read_batch(batch) for batch in run["batches"]]
tensors, _ = read_safetensors(f"{folder}/parameters.safetensors")
trainer = Trainer({name: torch.tensor(values) for name, values in tensors.items()}, run["config"], run["options"])
print(torch.__version__, flush=True)
for line in sys.stdin:
    before = time.process_time()
    trainer.step(batches[int(line)])
    print(time.process_time() - before, flush=True)
