"""Run by memory.test.ts: the memory's features of one batch of pieces, as JSON."""
import argparse
import json
import sys

import numpy as np

from batches import BatchMaker
from dataset import EVENT_TYPES, read_dataset
from memory import MemoryFeatures, TransitionMemory, item_counts, memory_settings

given = json.loads(sys.argv[1])
dataset = read_dataset(given["interactions"], None, None, None, None)
histories = [dataset.item_of[dataset.history(user)] for user in range(len(dataset.users))]
events, users = item_counts(histories, len(dataset.items))
settings = memory_settings(dataset.ordered)
features = MemoryFeatures(TransitionMemory(histories, events, users, 64, dataset.ordered), settings, "cpu")
options = argparse.Namespace(negatives=20, type_dropout=0.0, beginning_weight=2.0)
maker = BatchMaker(dataset, np.diff(dataset.offsets), np.zeros(len(EVENT_TYPES), dtype=np.int64), np.ones(len(dataset.items)), options, settings, "cpu")
pieces = [tuple(piece) for piece in given["pieces"]]
batch = maker.make(pieces, np.random.default_rng(1))
where = [batch[name] for name in ("read", "present", "context", "before", "paired")]
candidates, targets = features.of_batch(*where, batch["negatives"], batch["targets"])
judged = batch["weights"] > 0
print(json.dumps({
    "settings": settings,
    "pieces": [batch["targets"][b, : to - start].tolist() for b, (_, start, to) in enumerate(pieces)],
    "weights": [batch["weights"][b, start > 0 : to - start].tolist() for b, (_, start, to) in enumerate(pieces)],
    "negatives": batch["negatives"].tolist(),
    "ofNegatives": [trace[judged].flatten().tolist() for trace in candidates],
    "ofTargets": [trace[judged].tolist() for trace in targets],
}))
