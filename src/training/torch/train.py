"""Trains the inductive NeuMF at scale, and writes what `tastekit import` makes a bundle of.

    python3 train.py --interactions ratings.csv.gz --items items.csv.gz --out run
    torchrun --nproc_per_node=4 train.py …            several GPUs; --nnodes and --rdzv_endpoint for several machines
    npm run tastekit -- import --run run --interactions ratings.csv.gz --items items.csv.gz --out public/bundles/mine

Plain PyTorch from 1.13 on and numpy. On a CPU it takes one thread; OMP_NUM_THREADS says otherwise. TensorBoard event files go to OUT/tensorboard where that package is installed.
Ctrl-C leaves OUT/checkpoint.pt, which --resume goes on from. The model is in neumf.py, its mathematics in DESIGN.md.
"""
import argparse
import hashlib
import json
import math
import os
import time

# Before numpy and torch are loaded. Small matrices on a busy machine lose more to waiting threads than they gain.
os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.setdefault("OMP_NUM_THREADS", "1"))

import numpy as np
import torch
import torch.distributed as dist

import held_out
from batches import BatchMaker, batch_pieces, cut_pieces
from dataset import EVENT_TYPES, read_dataset
from memory import MemoryFeatures, TransitionMemory, item_counts, memory_settings
from neumf import prediction_losses, tower_states, user_vectors
from parameters import decays, initial_parameters
from safetensors import write_safetensors
from validate import balanced, validate


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--interactions", required=True, help="user,item[,rating][,timestamp]: CSV with a header, plain or gzip")
    add("--items", help="item,title[,genres][,year]")
    add("--order-by", help="a numeric column that orders a user's events; default: timestamp, where it is filled")
    add("--like-at", type=float, help="ratings of at least this are likes; default: 0.8 of the highest")
    add("--dislike-at", type=float, help="ratings of at most this are dislikes; default: 0.4 of the highest")
    add("--out", required=True, help="folder for weights.safetensors, checkpoint and log")
    add("--hold-out", choices=["none", "users", "last", "after"], default="none", help="users: test users whole (stream); last: every user's last event (ncf, full); after: all that came --since a date (drift)")
    add("--since", help="with --hold-out after: a day (2000-11-01), a share of the events (80%%), or Unix seconds")
    add("--ncf", help="folder of the NCF paper's split; with --hold-out last its test events are the ones held out")
    add("--validation-share", type=float, default=0.05)
    add("--test-share", type=float, default=0.1)
    add("--dim", type=int, default=64)
    add("--blocks", type=int, default=2)
    add("--heads", type=int, default=2)
    add("--hidden", type=int, help="width of the feed-forward layers; default: 2 × dim")
    add("--mlp", type=int, nargs="+", default=[64, 32, 16])
    add("--max-history", type=int, default=64, help="events a position sees")
    add("--memory-neighbours", type=int, default=64, help="0: no transition memory")
    add("--adapter-rank", type=int, default=8)
    add("--epochs", type=int, default=30)
    add("--minutes", type=float, help="end after so long: the schedule is fitted to it")
    add("--batch-size", type=int, default=32, help="pieces of history a step, of each process")
    add("--learning-rate", type=float, default=0.003)
    add("--weight-decay", type=float, default=0.01)
    add("--dropout", type=float, default=0.2)
    add("--type-dropout", type=float, default=0.15)
    add("--negatives", type=int, default=512)
    add("--mlp-negatives", type=int, default=0, help="negatives that pass through the MLP as well; 0: no MLP term in the loss")
    add("--mlp-only", action="store_true", help="an ablation: the score without its dot product")
    add("--uniform-share", type=float, default=0.5, help="of the negatives; the others by popularity^¾")
    add("--beginning-weight", type=float, default=2.0, help="of a history's first five predictions in the loss")
    add("--average", type=float, default=0.0, help="decay a step of the averaged weights that are validated and written; 0: the last ones")
    add("--validate-every", type=int, default=1, help="epochs")
    add("--validation-predictions", type=int, default=10_000)
    add("--seed", type=int, default=1)
    add("--device", help="default: cuda where there is one, else cpu")
    add("--resume", action="store_true")
    return parser.parse_args()


class Model(torch.nn.Module):
    """Parameters by the names of src/neumf.ts, and the loss of a batch."""

    def __init__(self, parameters, config, options, tables):
        super().__init__()
        # A dot is no part of a parameter's name in PyTorch.
        self.named = torch.nn.ParameterDict({name.replace(".", "/"): torch.nn.Parameter(values) for name, values in parameters.items()})
        self.config, self.options, self.tables = config, options, tables

    def weights(self):
        weights = {name.replace("/", "."): values for name, values in self.named.items()}
        if self.options.mlp_only:
            weights["head.gmf"] = torch.zeros_like(weights["head.gmf"])
        return weights

    def factors(self, w):
        content = self.tables["content"]
        return w["item.embedding"] + torch.sparse.mm(content, w["item.content"]) if content.shape[1] > 0 else w["item.embedding"]

    def forward(self, batch):
        w, options, tables = self.weights(), self.options, self.tables
        factors = self.factors(w)
        states = tower_states(w, self.config, factors[batch["inputs"]], batch["types"], batch["begins"], options.dropout if self.training else 0.0)
        # Row 0 is the state before any event, row 1 the prefix "continued".
        states = torch.cat([states[:, :1], states[:, 2:]], 1)
        judged = batch["weights"] > 0
        weights, targets, lengths = batch["weights"][judged], batch["targets"][judged], batch["lengths"][judged]
        negatives = batch["negatives"]
        candidates = {"negatives": negatives, "probability": tables["probability"][negatives], "popularity": tables["popularity"], "memory": None, "memory_targets": None}
        places = torch.arange(batch["targets"].shape[1], device=negatives.device)
        candidates["hidden"] = (batch["met"][:, None] <= places[None, :, None])[judged]
        if tables["memory"]:
            where = [batch[name] for name in ("read", "present", "context", "before", "paired")]
            features = tables["memory"].of_batch(*where, negatives, batch["targets"])
            candidates["memory"], candidates["memory_targets"] = [[trace[judged] for trace in traces] for traces in features]
        u = user_vectors(w, states[judged])
        losses = prediction_losses(w, self.config, u, factors, w["item.bias"], candidates, targets, lengths, options.mlp_negatives)
        # A batch may hold nothing but repeats.
        return (weights * losses).sum() / weights.sum().clamp(min=1)


class Run:
    """What a run is made of, and where it is."""

    def __init__(self, options):
        self.options = options
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = device_of(options)
        torch.manual_seed(options.seed)
        self.dataset = read_dataset(options.interactions, options.items, options.order_by, options.like_at, options.dislike_at)
        self.split = held_out.split(self.dataset, options)
        self.config, self.tables, self.memory, rows_of_type = prepare(self.dataset, self.split, options, self.device)
        parameters = initial_parameters(self.config, len(self.dataset.items), len(self.dataset.names), options.seed, self.memory)
        self.model = Model(parameters, self.config, options, self.tables).to(self.device)
        self.batches = BatchMaker(self.dataset, self.split["lengths"], rows_of_type, self.tables["probability"].cpu().numpy(), options, self.config["memory"], self.device)
        self.optimiser = optimiser_of(self.model, options)
        self.averaged = {name: values.detach().clone() for name, values in self.model.weights().items()}
        self.epoch, self.step, self.best, self.log = 0, 0, None, []

    def say(self, text):
        if self.rank == 0:
            print(text, flush=True)

    def train(self):
        options = self.options
        file = os.path.join(options.out, "checkpoint.pt")
        if options.resume:
            self.load(file)
        elif os.path.exists(file):
            raise SystemExit(f"{file} is what an interrupted run left: --resume goes on from it; delete it to begin anew")
        model = self.model
        if self.world > 1:
            # The weights of the head's ablations have no gradient.
            model = torch.nn.parallel.DistributedDataParallel(model, find_unused_parameters=True)
        writer = tensorboard(os.path.join(options.out, "tensorboard")) if self.rank == 0 else None
        self.began = time.time()
        while self.epoch < options.epochs:
            losses = self.run_epoch(model)
            self.epoch += 1
            self.end_epoch(losses, writer)
            self.save(file)
        self.write()
        if self.rank == 0:
            os.remove(file)
            self.say(f"written: {os.path.join(options.out, 'weights.safetensors')}")

    def run_epoch(self, model):
        options = self.options
        random = np.random.default_rng([options.seed, self.epoch])
        pieces = cut_pieces(self.split["train_users"], self.split["lengths"], options.max_history, random)
        batches = batch_pieces(pieces, options.batch_size, random)
        # As many for each process, or they would wait for each other for ever.
        mine = batches[: len(batches) // self.world * self.world or None][self.rank :: self.world]
        own = np.random.default_rng([options.seed, self.epoch, self.rank])
        model.train()
        losses = []
        for at, batch in enumerate(mine):
            if at == min(20, len(mine) - 1):
                self.fit_schedule(at, len(mine))
            rate = self.rate(self.epoch + at / len(mine), len(mine) * options.epochs)
            for group in self.optimiser.param_groups:
                group["lr"] = rate
            loss = model(self.batches.make(batch, own))
            self.optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            self.optimiser.step()
            self.step += 1
            self.average()
            losses.append(loss.detach())
            if at % 20 == 0 and not math.isfinite(loss.item()):
                raise SystemExit(f"training diverged in epoch {self.epoch + 1}: the loss is {loss.item()}; try less than --learning-rate {options.learning_rate}")
        return torch.stack(losses).mean().item()

    def fit_schedule(self, done, steps):
        """With --minutes: as many epochs as the time allows, by the speed so far."""
        options = self.options
        if options.minutes is None or self.epoch > 0:
            return
        seconds = (time.time() - self.began) / max(1, done) * steps * 1.1
        options.epochs = max(1, min(options.epochs, int(options.minutes * 60 / seconds)))
        self.say(f"{options.epochs} epochs of about {seconds:.0f} s fit into {options.minutes} minutes")

    def rate(self, epoch, steps):
        """Warm-up over 200 steps, but a quarter of all at most, then half a cosine down to a fiftieth: trainer.ts."""
        warm = min(1.0, (self.step + 1) / min(200, 0.25 * steps))
        return self.options.learning_rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, epoch / self.options.epochs))))

    def average(self):
        decay = self.options.average
        with torch.no_grad():
            for name, values in self.model.weights().items():
                if decay > 0:
                    # Young averages forget their beginning faster.
                    self.averaged[name].lerp_(values, 1 - min(decay, (1 + self.step) / (10 + self.step)))
                else:
                    self.averaged[name].copy_(values)

    def end_epoch(self, loss, writer):
        options = self.options
        result = None
        last = self.epoch == options.epochs
        if self.rank == 0 and (self.epoch % options.validate_every == 0 or last) and len(self.split["validation"]) > 0:
            result = validate(self.model, self.averaged, self.dataset, self.split, self.batches.rows_of_type, options)
        self.log.append({"epoch": self.epoch, "loss": loss, "validationNdcg10": result and result["ndcg10"]})
        # Without a validation so far, the newest.
        judged = self.best and self.best["validation"]
        if not judged or result and result["ndcg10"] > judged["ndcg10"]:
            kept = balanced(self.averaged, result["balance"]) if result else self.averaged
            weights = {name: values.detach().cpu().clone() for name, values in kept.items()}
            self.best = {"epoch": self.epoch, "validation": result, "weights": weights}
        told = f"  validation NDCG@10 {result['ndcg10']:.4f}  HR@10 {result['hr10']:.4f}  by events {result['bins']}  balance {result['balance']}" if result else ""
        self.say(f"epoch {self.epoch}/{options.epochs}  loss {loss:.4f}{told}  {time.time() - self.began:.0f} s")
        if writer:
            writer.add_scalar("loss", loss, self.epoch)
            if result:
                writer.add_scalar("validation/ndcg10", result["ndcg10"], self.epoch)
                writer.add_scalar("validation/hr10", result["hr10"], self.epoch)

    def fingerprint(self):
        """What must be the same for a run to be resumed."""
        same = {name: value for name, value in vars(self.options).items() if name not in ("out", "resume", "device", "epochs", "minutes")}
        data = hashlib.sha256(self.dataset.item_of.tobytes() + self.dataset.type_of.tobytes() + self.split["train_users"].tobytes())
        return json.dumps([same, self.world, data.hexdigest()], sort_keys=True)

    def save(self, file):
        if self.rank > 0:
            return
        state = dict(fingerprint=self.fingerprint(), epoch=self.epoch, step=self.step, epochs=self.options.epochs, best=self.best, log=self.log)
        state.update(model=self.model.state_dict(), optimiser=self.optimiser.state_dict(), averaged=self.averaged)
        torch.save(state, f"{file}.tmp")
        os.replace(f"{file}.tmp", file)

    def load(self, file):
        if not os.path.exists(file):
            raise SystemExit(f"there is no {file} to resume from")
        state = torch.load(file, map_location=self.device)
        if state["fingerprint"] != self.fingerprint():
            raise SystemExit(f"{file} is of another run: other data or options; give those it was begun with")
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.averaged, self.best, self.log = state["averaged"], state["best"], state["log"]
        self.epoch, self.step, self.options.epochs = state["epoch"], state["step"], state["epochs"]
        self.say(f"resuming after epoch {self.epoch}")

    def write(self):
        """weights.safetensors: the best epoch's weights in float32 in the items file's order, and the run as metadata."""
        if self.rank > 0:
            return
        best, dataset, options = self.best, self.dataset, self.options
        weights = {name: values.numpy() for name, values in best["weights"].items() if not name.startswith("item.")}
        if options.mlp_negatives == 0:
            weights["head.mlp.out"] = np.zeros_like(weights["head.mlp.out"])
        with torch.no_grad():
            kept = {name: values.to(self.device) for name, values in best["weights"].items()}
            weights["item.factor"] = self.model.factors(kept).cpu().numpy()
        weights["item.bias"] = best["weights"]["item.bias"].numpy()
        weights["item.popularity"] = self.tables["popularity"].cpu().numpy()
        if self.memory:
            weights.update(self.memory.tensors())
        validation = best["validation"] and {name: best["validation"][name] for name in ("users", "predictions", "ndcg10", "hr10")}
        balance = best["validation"]["balance"] if best["validation"] else (1, 1)
        named = ("order_by", "dim", "blocks", "heads", "mlp", "max_history", "memory_neighbours", "batch_size", "learning_rate", "weight_decay", "dropout",
                 "type_dropout", "negatives", "mlp_negatives", "mlp_only", "uniform_share", "beginning_weight", "average", "validation_share", "epochs")
        run = {
            "config": self.config,
            "items": hashlib.sha256("\n".join(dataset.items).encode()).hexdigest(),
            "events": len(dataset.item_of),
            "heldOut": self.split["held_out"],
            "seed": options.seed,
            "epochs": best["epoch"],
            "options": {
                **{camel(name): listed(getattr(options, name)) for name in named}, "ncf": options.ncf is not None,
                "productTimes": balance[0], "memoryTimes": balance[1],
            },
            "validation": validation,
            "log": self.log,
        }
        write_safetensors(os.path.join(options.out, "weights.safetensors"), weights, {"run": json.dumps(run)})


def prepare(dataset, split, options, device):
    """The model's settings, and the tables that do not change in training."""
    n = len(dataset.items)
    histories = [dataset.item_of[dataset.offsets[user] : dataset.offsets[user] + split["lengths"][user]] for user in split["train_users"]]
    learned = np.concatenate([dataset.type_of[dataset.offsets[user] : dataset.offsets[user] + split["lengths"][user]] for user in split["train_users"]])
    events, counts = item_counts(histories, n)
    present = [place for place in range(len(EVENT_TYPES)) if (learned == place).any()]
    rows_of_type = np.array([present.index(place) if place in present else -1 for place in range(len(EVENT_TYPES))])
    memory = TransitionMemory(histories, events, counts, options.memory_neighbours, dataset.ordered) if options.memory_neighbours > 0 else None
    settings = memory_settings(dataset.ordered) if memory else None
    config = {
        "dim": options.dim, "blocks": options.blocks, "heads": options.heads, "hidden": options.hidden or 2 * options.dim,
        "window": options.max_history, "ordered": dataset.ordered, "mlp": options.mlp,
        "eventTypes": [EVENT_TYPES[place] for place in present], "adapterRank": options.adapter_rank, "memory": settings,
    }
    logs = np.log1p(counts)
    spread = logs.std()
    popularity = (logs - logs.mean()) / spread if spread > 0 else np.zeros(n)
    frequent = counts**0.75
    probability = options.uniform_share / n + (1 - options.uniform_share) * frequent / frequent.sum()
    places = [(item, feature) for item, own in enumerate(dataset.features) for feature in own]
    content = torch.sparse_coo_tensor(torch.tensor(places, dtype=torch.long).reshape(-1, 2).T, torch.ones(len(places)), (n, len(dataset.names))).coalesce()
    tables = {
        "popularity": torch.tensor(popularity, dtype=torch.float32, device=device),
        "probability": torch.tensor(probability, dtype=torch.float32, device=device),
        "content": content.to(device),
        "memory": MemoryFeatures(memory, settings, device) if memory else None,
    }
    return config, tables, memory, rows_of_type


def device_of(options):
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        cuda = torch.cuda.is_available() and options.device != "cpu"
        dist.init_process_group("nccl" if cuda else "gloo")
        if cuda:
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
            return torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    return torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))


def optimiser_of(model, options):
    named = [(name.replace("/", "."), values) for name, values in model.named.items() if not name.startswith("personal/")]
    groups = [
        {"params": [values for name, values in named if decays(name)], "weight_decay": options.weight_decay},
        {"params": [values for name, values in named if not decays(name)], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.learning_rate, betas=(0.9, 0.98))


def tensorboard(folder):
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(folder)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def listed(value):
    return ",".join(map(str, value)) if isinstance(value, list) else "" if value is None else value


def main():
    options = arguments()
    if options.dim % options.heads:
        raise SystemExit(f"--dim: expected a multiple of --heads ({options.heads}), got {options.dim}")
    if options.mlp_only and options.mlp_negatives == 0:
        raise SystemExit("--mlp-only leaves nothing to rank by with --mlp-negatives 0: give 16, or leave it out")
    os.makedirs(options.out, exist_ok=True)
    run = Run(options)
    run.say(
        f"{len(run.dataset.item_of)} events of {len(run.dataset.users)} users on {len(run.dataset.items)} items, "
        f"{'in order' if run.dataset.ordered else 'without order'}; training on {len(run.split['train_users'])} users, "
        f"validating on {len(run.split['validation'])}; {run.device}, {run.world} process{'es' if run.world > 1 else ''}"
    )
    try:
        run.train()
    except KeyboardInterrupt:
        kept = "--resume goes on after the last whole epoch" if run.epoch > 0 else "nothing was kept, as no epoch was over"
        raise SystemExit(f"interrupted; {kept}") from None


if __name__ == "__main__":
    main()
