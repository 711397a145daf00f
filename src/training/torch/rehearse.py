"""Finds out how a visitor's device learns best with a model that train.py made, and writes it into the run.

    python3 rehearse.py --run run --interactions ratings.csv.gz --items items.csv.gz

Users whom the tower did not learn from are replayed as visitors of the learner that a page runs. One half of them is to
rehearse on, the other to judge by; the test's users are in neither. Unlike on a page, all events weigh alike and none is
replayed in a step; where the head has an MLP, it reads the tower's user vector without the personal one.

1. Rates, pull and ramp: one after the other is varied, and a value is taken where it ranks better than what was there by
   more than two standard errors; the sum of it has to lead on the other half, too.
2. The start of walk and vector: Reptile (Nichol et al. 2018, arXiv 1803.02999), start ← start + ε · mean(learned − start).
   First that of the walk, then both are kept where they help on the other half, by more than two standard errors, both who
   learns and who does not.

`learning` in the run's metadata then holds rates, proximal, ramp, start (null: zeros) and, as measured on the other half,
NDCG@10 of the tower alone, of the frozen model, which has the start in it, and of the one that learns from there. `tastekit
import` makes it the bundle's.
"""
import argparse
import hashlib
import json
import math
import os
import time
from types import SimpleNamespace

# Before numpy and torch are loaded: train.py.
os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.setdefault("OMP_NUM_THREADS", "1"))

import numpy as np
import torch

import held_out
from dataset import EVENT_TYPES, hash_id, read_dataset
from device_learner import replay
from memory import MemoryFeatures, stored_memory
from safetensors import read_safetensors, write_safetensors
from sfc32 import Sfc32
from visitors import MEMORY_LIMIT, Tower, Visitors
from walk import FEATURES, item_orders

"""What is tried of each setting, in this order; of the rates of vector and walk in parts of their default, 0: none of it."""
TRIED = {"walk": (0, 0.3, 0.6, 2, 4), "vector": (0, 0.5, 2), "proximal": (0.0, 0.003, 0.03), "ramp": (0, 50), "adapter": (0.03, 0.1), "mix": (0.005, 0.02)}
REPTILE_ROUNDS, REPTILE_STEP = 5, 0.5
VISITOR_STREAM = 0x2E4EA


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--run", required=True, help="folder of weights.safetensors, as train.py wrote it")
    add("--interactions", required=True, help="the files and options that train.py was given")
    add("--items")
    add("--order-by", help="default: the column that train.py was given")
    add("--like-at", type=float)
    add("--dislike-at", type=float)
    add("--users", type=int, default=200, help="visitors at most, both halves together")
    add("--minutes", type=float, default=10, help="nothing more is tried after so long")
    return parser.parse_args()


class Run:
    """A run's weights, and its data as train.py read it."""

    def __init__(self, options):
        self.file = os.path.join(options.run, "weights.safetensors")
        if not os.path.isfile(self.file):
            raise SystemExit(f"{self.file}: expected what train.py wrote; check --run")
        self.tensors, self.metadata = read_safetensors(self.file)
        self.about = json.loads(self.metadata["run"])
        order_by = options.order_by or self.about["options"]["orderBy"] or None
        self.dataset = read_dataset(options.interactions, options.items, order_by, options.like_at, options.dislike_at)
        items = hashlib.sha256("\n".join(self.dataset.items).encode()).hexdigest()
        held = self.about["heldOut"]
        if items != self.about["items"] or len(self.dataset.item_of) != self.about["events"]:
            raise SystemExit(f"{self.file} was trained on other data: give the files and options that train.py was given")
        if held["kind"] == "last":
            raise SystemExit("the tower learned from every user (--hold-out last): train with --hold-out users, after or none")
        self.split = held_out.split(self.dataset, argparse.Namespace(
            hold_out=held["kind"], since=held.get("since"), ncf=None, seed=held["seed"],
            validation_share=held["validation"], test_share=held["test"], validation_predictions=math.inf,
        ))
        if self.split["held_out"].get("digest") != held.get("digest"):
            raise SystemExit(f"{self.file} holds other events out: give the files and options that train.py was given")

    def tower(self):
        weights = {name: torch.from_numpy(values.copy()) for name, values in self.tensors.items() if values.dtype == np.float32}
        config = self.about["config"]
        memory = MemoryFeatures(stored_memory(self.tensors), config["memory"], "cpu") if config["memory"] else None
        model = SimpleNamespace(config=config, tables={"memory": memory, "popularity": weights["item.popularity"]})
        deep = bool((weights["head.mlp.out"] != 0).any())
        orders = item_orders(self.dataset.items, self.dataset.titles) if self.dataset.ordered else None
        return Tower(model, weights, SimpleNamespace(mlp_negatives=int(deep)), orders)

    def halves(self, tower, most):
        """The visitors to rehearse on, and those to judge by, in an order that ids and seed fix."""
        place = lambda user: Sfc32(self.about["seed"], VISITOR_STREAM, *hash_id(self.dataset.users[user])).uniform()
        chosen, predictions = [], 0
        for user, moments in sorted(self.split["validation"], key=lambda entry: place(entry[0])):
            predictions += len(moments)
            if len(chosen) == most or predictions * tower.bytes_of_prediction() > MEMORY_LIMIT:
                break
            chosen.append((user, moments))
        if len(chosen) < 4:
            raise SystemExit(f"expected at least 4 users whom the tower did not learn from, got {len(chosen)}: train with more --validation-share, or give more --users")
        return [Visitors(tower, [self.history(*entry) for entry in chosen[half::2]], self.about["seed"] + half) for half in (0, 1)]

    def history(self, user, moments):
        types = self.about["config"]["eventTypes"]
        rows = np.array([types.index(name) if name in types else -1 for name in EVENT_TYPES])
        events = slice(self.dataset.offsets[user], self.dataset.offsets[user] + int(moments[-1]) + 1)
        return torch.from_numpy(self.dataset.item_of[events]), torch.from_numpy(rows[self.dataset.type_of[events]]), moments

    def write(self, learning):
        about = {**self.about, "learning": learning}
        write_safetensors(self.file, self.tensors, {**self.metadata, "run": json.dumps(about)})


class Trials:
    """Replays, told on stdout as they are done."""

    def __init__(self, minutes):
        self.until = time.time() + 60 * minutes

    def over(self):
        return time.time() > self.until

    def of(self, name, visitors, settings, start=None, against=None):
        """(gains, parts, whether they are ahead of `against` by more than two standard errors)."""
        began = time.time()
        gains, parts = replay(visitors, settings, start)
        told = f"{name:<44} {gains.mean():.4f}"
        ahead = False
        if against is not None:
            lead, error = difference(visitors, gains, against)
            ahead = lead > 2 * error
            share = 100 / max(1e-9, against.mean().item())
            told += f"  {share * lead:+6.2f} % ± {share * error:.2f}"
        print(f"{told}  {time.time() - began:.0f} s", flush=True)
        return gains, parts, ahead


def difference(visitors, gains, against):
    """The mean lead of a prediction, and its standard error over visitors."""
    own = torch.zeros(visitors.count).index_add_(0, visitors.visitor, gains - against)
    return own.sum().item() / visitors.predictions, own.square().sum().sqrt().item() / visitors.predictions


def defaults(about, ordered):
    """src/training/learning-defaults.ts: where the dot product was multiplied, the rate makes up for it."""
    product = about["options"].get("productTimes", 1)
    return {"rates": {"vector": float(f"{0.1 / product**2:.3g}"), "adapter": 0.0, "mix": 0.0, "walk": 0.5 if ordered else 0.0}, "proximal": 0.01, "ramp": 20}


def changed(settings, name, value):
    if name in settings["rates"]:
        return {**settings, "rates": {**settings["rates"], name: value}}
    return {**settings, name: value}


def search(trials, rehearsal, judging, default):
    """The settings to take."""
    print(f"{'to rehearse on':<44} NDCG@10  and its lead, ± standard error")
    frozen = trials.of("frozen", rehearsal, idle(default))[0]
    best, settings = trials.of("default", rehearsal, default, against=frozen)[0], default
    for name, tried in TRIED.items():
        own = default["rates"].get(name, 0.0)
        if name == "walk" and own == 0:
            continue
        found = None
        for value in tried:
            if trials.over():
                print("time is over: the rest stays as it is")
                return confirmed(trials, judging, default, settings)
            given = changed(settings, name, float(f"{value * own:.3g}") if name in ("walk", "vector") else value)
            gains, _, ahead = trials.of(f"{name} {given['rates'].get(name, given.get(name))}", rehearsal, given, against=best)
            if ahead and (found is None or gains.mean() > found[0].mean()):
                found = gains, given
        if found:
            best, settings = found
            print(f"{name}: taken, {settings['rates'].get(name, settings.get(name))}")
    return confirmed(trials, judging, default, settings)


def confirmed(trials, judging, default, settings):
    """The settings, where they lead on the other half, too; else the default."""
    if settings == default:
        return default
    before = trials.of("the other half, default", judging, default)[0]
    after, _, _ = trials.of("the other half, as taken", judging, settings, against=before)
    return settings if difference(judging, after, before)[0] > 0 else default


def reptile(trials, rehearsal, settings):
    """The start that rehearsal finds: vector and walk."""
    start = {"vector": torch.zeros(rehearsal.tower.factors.shape[1])}
    if rehearsal.tower.orders is not None:
        start["walk"] = torch.zeros(FEATURES)
    for _ in range(REPTILE_ROUNDS):
        if trials.over():
            break
        _, parts, _ = trials.of("reptile", rehearsal, settings, start)
        start = {name: values + REPTILE_STEP * (parts[name].mean(0) - values) for name, values in start.items()}
    return start


def judged(trials, judging, settings, start):
    """(what to keep of the start, gains): on the other half, of the tower, of who starts there and of who learns from there."""
    tower = frozen = trials.of("frozen", judging, idle(settings))[0]
    learned = trials.of("learned", judging, settings, against=frozen)[0]
    kept = {}
    for name in ("walk", "vector"):
        if name not in start:
            continue
        tried = {**kept, name: start[name]}
        frozen_from = trials.of(f"frozen, from the {name} found", judging, idle(settings), tried, against=frozen)
        learned_from = trials.of(f"learned, from the {name} found", judging, settings, tried, against=learned)
        if frozen_from[2] and learned_from[2]:
            kept, frozen, learned = tried, frozen_from[0], learned_from[0]
    return kept, {"tower": tower, "frozen": frozen, "learned": learned}


def idle(settings):
    """Nothing is learned."""
    return {**settings, "rates": dict.fromkeys(settings["rates"], 0.0)}


def main():
    options = arguments()
    run = Run(options)
    tower = run.tower()
    began = time.time()
    rehearsal, judging = run.halves(tower, options.users)
    print(f"{rehearsal.count} visitors to rehearse on, {rehearsal.predictions} predictions; {judging.count} and {judging.predictions} to judge by; {time.time() - began:.0f} s", flush=True)
    trials = Trials(options.minutes)
    settings = search(trials, rehearsal, judging, defaults(run.about, run.dataset.ordered))
    start = reptile(trials, rehearsal, settings)
    print(f"{'to judge by':<44} NDCG@10  and its lead, ± standard error")
    kept, gains = judged(trials, judging, settings, start)
    measured = {"users": judging.count, "predictions": judging.predictions, **{name: own.mean().item() for name, own in gains.items()}}
    listed = {name: (kept[name] if name in kept else torch.zeros_like(values)).tolist() for name, values in start.items()}
    learning = {**settings, "start": {"walk": [], **listed} if kept else None, "measured": measured}
    run.write(learning)
    print(json.dumps({**learning, "start": list(kept)}))


if __name__ == "__main__":
    main()
