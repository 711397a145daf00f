"""The inductive NeuMF of src/model/neumf.ts and the step of src/training/train-step.ts in PyTorch, whole in this file.

The names of weights are those of src/neumf.ts, the mathematics is in DESIGN.md. A parity test holds the two together.
Plain PyTorch from 1.13 on and numpy; nothing else. Axes: B pieces, T events a piece, N = T + 2 tokens, P positions,
M candidates, d = dim, H heads.
"""
import math

import torch
import torch.nn.functional as F

PREFIX_ROWS = 2
POPULARITY_BUCKETS = 10
HIDDEN = -1e9
ACCIDENTAL_HIT = 1e9


def tower_states(w, config, factors, types, begins, dropout=0.0):
    """z [B, N, d]: row 0 before any event, row 1 the prefix `continued`, row t + 1 after event t.

    factors [B, T, d]; types [B, T], −1: none; begins [B].
    """
    size, length, dim = factors.shape
    no_type = torch.cat([w["tower.type"], factors.new_zeros(1, dim)])  # Row −1 is the last: zeros.
    prefix = w["tower.prefix"].expand(size, PREFIX_ROWS, dim)
    x = F.dropout(torch.cat([prefix, factors + no_type[types]], 1), dropout)
    mask = attention_mask(config["window"], length, begins)
    for b in range(config["blocks"]):
        block = f"tower.block{b}"
        x = x + F.dropout(attention(w, config, block, layer_norm(w, f"{block}.ln1", x), mask), dropout)
        wide = torch.relu(layer_norm(w, f"{block}.ln2", x) @ w[f"{block}.ffn.w1"] + w[f"{block}.ffn.b1"])
        x = x + F.dropout(wide @ w[f"{block}.ffn.w2"] + w[f"{block}.ffn.b2"], dropout)
    return layer_norm(w, "tower.ln", x)


def layer_norm(w, name, x):
    return F.layer_norm(x, x.shape[-1:], w[f"{name}.gain"], w[f"{name}.bias"], 1e-5)


def attention(w, config, block, x, mask):
    """Causal multi-head attention with a relative position bias, [B, N, d] → [B, N, d]."""
    size, tokens, dim = x.shape
    heads, name = config["heads"], f"{block}.attention"
    query, key, value = [
        (x @ w[f"{name}.{projection}"]).view(size, tokens, heads, dim // heads).transpose(1, 2)
        for projection in ("query", "key", "value")
    ]
    logits = query @ key.transpose(2, 3) / math.sqrt(dim // heads) + position_bias(w, config, name, tokens) + mask
    mixed = torch.softmax(logits, -1) @ value
    return mixed.transpose(1, 2).reshape(size, tokens, dim) @ w[f"{name}.out"]


def position_bias(w, config, name, tokens):
    """[H, N, N]: by distance between events, one constant for a prefix."""
    at = torch.arange(tokens, device=w[f"{name}.prefix"].device)
    rows = (at[:, None] - at[None, :]).clamp(0, config["window"] - 1)
    rows[:, :PREFIX_ROWS] = config["window"]
    distance = w[f"{name}.distance"] * (1.0 if config["ordered"] else 0.0)
    return torch.cat([distance, w[f"{name}.prefix"][:, None]], 1)[:, rows]


def attention_mask(window, length, begins):
    """Who sees whom, [B, 1, N, N], 0 or HIDDEN."""
    tokens = length + PREFIX_ROWS
    t = torch.arange(1, length + 1, device=begins.device)
    seen = torch.zeros(len(begins), tokens, tokens, dtype=torch.bool, device=begins.device)
    seen[:, 0, 0] = seen[:, 1, 1] = True
    seen[:, PREFIX_ROWS:, PREFIX_ROWS:] = (t[None, :] <= t[:, None]) & (t[None, :] > t[:, None] - window)
    start = begins[:, None] & (t <= window)[None, :]
    seen[:, PREFIX_ROWS:, 0] = start
    seen[:, PREFIX_ROWS:, 1] = ~start
    return torch.zeros(seen.shape, device=begins.device).masked_fill(~seen, HIDDEN)[:, None]


def user_vectors(w, z):
    """u [..., d] of states z [..., d], without a personal part."""
    return z @ w["tower.out.weight"] + w["tower.out.bias"]


def popularity_weight(w, lengths):
    """The weight of popularity after `lengths` events."""
    return by_length(w["head.popularity"], lengths)


def memory_term(w, lengths, memory):
    """Σ over traces: memory holds log1p(trace / ε) at the positions, [P] or [P, M] each."""
    weigh = lambda table, values: by_length(table, lengths).view(-1, *[1] * (values.dim() - 1)) * values
    return sum(weigh(table, values) for table, values in zip(w["head.memory"], memory))


def by_length(table, lengths):
    buckets = torch.log2(lengths.double() + 1).floor().long().clamp(max=POPULARITY_BUCKETS - 1)
    return table[buckets]


def light_scores(w, u, factors, bias, popularity, lengths, memory=None):
    """The score's terms but the MLP: u [P, d], candidates [M, d], [M], [M] → [P, M].

    memory: log1p(trace / ε) of each candidate at each position, [P, M] for each trace; None: the model has none.
    """
    scores = (u * w["head.gmf"]) @ factors.T + bias + popularity_weight(w, lengths)[:, None] * popularity
    return scores if memory is None else scores + memory_term(w, lengths, memory)


def light_scores_of_targets(w, u, factors, bias, popularity, lengths, memory=None):
    """The same for one candidate a position: [P, d], [P, d], [P], [P], memory [P] a trace → [P]."""
    scores = (u * w["head.gmf"] * factors).sum(1) + bias + popularity_weight(w, lengths) * popularity
    return scores if memory is None else scores + memory_term(w, lengths, memory)


def mlp_scores(w, config, u, factors):
    """The MLP's term: u [P, 1 or more, d] and factors of like leading shape → their broadcast shape without d."""
    x = u @ w["head.mlp0.user"] + w["head.mlp0.bias"] + factors @ w["head.mlp0.item"]
    for layer in range(1, len(config["mlp"])):
        x = torch.relu(x) @ w[f"head.mlp{layer}.weight"] + w[f"head.mlp{layer}.bias"]
    return torch.relu(x) @ w["head.mlp.out"]


def sampled_softmax(positive, negatives, corrections):
    """A loss a row (Bengio & Senécal 2008): positive [P], negatives and corrections [P, M]."""
    return torch.logsumexp(torch.cat([positive[:, None], negatives - corrections], 1), 1) - positive


def prediction_losses(w, config, u, factors, bias, candidates, targets, lengths, mlp_negatives):
    """The loss of each prediction, [P]: the softmax over all negatives without the MLP, and over the first few with it.

    u [P, d]; factors [n, d] and bias [n] of the items; targets and lengths [P]. candidates: `negatives` [M] and their
    `probability` of being drawn [M], the items' `popularity` [n], `memory` [P, M] and `memory_targets` [P] for each trace, or None,
    `hidden` [P, M]: negatives that the history holds already, which no ranking would show.
    """
    items, popularity = candidates["negatives"], candidates["popularity"]
    light = light_scores(w, u, factors[items], bias[items], popularity[items], lengths, candidates["memory"])
    light_target = light_scores_of_targets(w, u, factors[targets], bias[targets], popularity[targets], lengths, candidates["memory_targets"])

    def corrections(count):
        expected = torch.log(count * candidates["probability"][:count]).expand(len(targets), count)
        return expected.masked_fill(candidates["hidden"][:, :count] | (items[None, :count] == targets[:, None]), ACCIDENTAL_HIT)

    loss = sampled_softmax(light_target, light, corrections(len(items)))
    if mlp_negatives == 0:
        return loss
    few = factors[items[:mlp_negatives]]
    full = light[:, :mlp_negatives] + mlp_scores(w, config, u[:, None], few[None])
    full_target = light_target + mlp_scores(w, config, u, factors[targets])
    return loss + sampled_softmax(full_target, full, corrections(mlp_negatives))


def batch_loss(w, config, batch, mlp_negatives, dropout):
    """The loss of a batch of src/training/batch.ts; `w` holds the batch's rows of the item tables."""
    factors = w["item.embedding"] + batch["content"] @ w["item.content"]
    history = factors[batch["inputs"]].view(batch["pieces"], batch["length"], -1)
    states = tower_states(w, config, history, batch["types"], batch["begins"], dropout)
    u = user_vectors(w, states.reshape(-1, states.shape[-1])[batch["positions"]])
    losses = prediction_losses(w, config, u, factors, w["item.bias"], batch, batch["targets"], batch["lengths"], mlp_negatives)
    return (batch["weights"] * losses).sum()


def read_batch(given):
    """Tensors of a batch as hand-over.ts writes it."""
    whole = ("rows", "inputs", "positions", "targets", "lengths", "negatives")
    batch = {name: torch.tensor(given[name], dtype=torch.long) for name in whole}
    batch.update({name: torch.tensor(given[name]) for name in ("weights", "popularity", "probability")})
    batch.update(pieces=given["pieces"], length=given["length"], begins=torch.tensor(given["begins"]))
    memory = given["memory"]
    predictions, negatives = len(batch["targets"]), len(batch["negatives"])
    batch["memory"] = torch.tensor(memory["negatives"]).view(-1, predictions, negatives) if memory else None
    batch["memory_targets"] = torch.tensor(memory["targets"]).view(-1, predictions) if memory else None
    batch["hidden"] = torch.tensor(given["met"], dtype=torch.bool).view(len(batch["targets"]), -1)
    batch["types"] = torch.tensor(given["types"], dtype=torch.long).view(given["pieces"], given["length"])
    batch["content"] = torch.zeros(len(given["rows"]), given["features"])
    for row, features in enumerate(given["content"]):
        batch["content"][row, features] = 1
    return batch


class Trainer:
    """Parameters and AdamW as src/training/adam.ts has it: of the item tables, only the batch's rows are touched."""

    ITEM_TABLES = ("item.embedding", "item.bias")

    def __init__(self, parameters, config, options):
        self.parameters, self.config, self.options = parameters, config, options
        self.first = {name: torch.zeros_like(values) for name, values in parameters.items()}
        self.second = {name: torch.zeros_like(values) for name, values in parameters.items()}
        self.steps = 0

    def step(self, batch):
        """One gradient step; returns the loss."""
        rows = {name: batch["rows"] for name in self.ITEM_TABLES}
        idle = [] if self.config["memory"] else ["head.memory"]
        names = [name for name in self.parameters if not name.startswith("personal.") and name not in idle]
        leaves = {name: (v[rows[name]] if name in rows else v).detach().requires_grad_() for name, v in self.parameters.items()}
        loss = batch_loss(leaves, self.config, batch, self.options["mlpNegatives"], self.options["dropout"])
        gradients = torch.autograd.grad(loss, [leaves[name] for name in names])
        self.steps += 1
        with torch.no_grad():
            for name, gradient in zip(names, gradients):
                self.update(name, gradient, rows.get(name))
        return loss.item()

    def update(self, name, gradient, rows):
        rate, beta1, beta2 = self.options["learningRate"], 0.9, 0.98
        values, first, second = self.parameters[name], self.first[name], self.second[name]
        m, v = (first, second) if rows is None else (first[rows], second[rows])
        m = m.mul_(beta1).add_(gradient, alpha=1 - beta1)
        v = v.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        scale = rate * math.sqrt(1 - beta2**self.steps) / (1 - beta1**self.steps)
        decay = 1 - rate * self.options["weightDecay"] if name in self.options["decayed"] else 1
        if rows is None:
            values.mul_(decay).addcdiv_(m, v.sqrt().add_(1e-8), value=-scale)
            return
        first[rows], second[rows] = m, v
        values[rows] = decay * values[rows] - scale * m / (v.sqrt() + 1e-8)
