"""Names, shapes and first values of the parameters: src/neumf.ts and src/training/initial-weights.ts."""
import math
import re

import torch

POPULARITY_BUCKETS, MIX_TERMS = 10, 5
"""Above so many items embeddings start at random: src/training/initial-weights.ts."""
SPECTRAL_ITEMS = 50_000


def network_shapes(config):
    """Every weight that is not a row per item, by name."""
    dim, hidden, heads, mlp, rank = (config[name] for name in ("dim", "hidden", "heads", "mlp", "adapterRank"))
    shapes = {"tower.prefix": [2, dim], "tower.type": [len(config["eventTypes"]), dim]}
    for b in range(config["blocks"]):
        block = f"tower.block{b}"
        shapes.update({f"{block}.ln1.gain": [dim], f"{block}.ln1.bias": [dim]})
        shapes.update({f"{block}.attention.{projection}": [dim, dim] for projection in ("query", "key", "value", "out")})
        shapes.update({f"{block}.attention.distance": [heads, config["window"]], f"{block}.attention.prefix": [heads]})
        shapes.update({f"{block}.ln2.gain": [dim], f"{block}.ln2.bias": [dim]})
        shapes.update({f"{block}.ffn.w1": [dim, hidden], f"{block}.ffn.b1": [hidden], f"{block}.ffn.w2": [hidden, dim], f"{block}.ffn.b2": [dim]})
    shapes.update({"tower.ln.gain": [dim], "tower.ln.bias": [dim], "tower.out.weight": [dim, dim], "tower.out.bias": [dim]})
    shapes.update({"head.gmf": [dim], "head.mlp0.user": [dim, mlp[0]], "head.mlp0.item": [dim, mlp[0]], "head.mlp0.bias": [mlp[0]]})
    for layer in range(1, len(mlp)):
        shapes.update({f"head.mlp{layer}.weight": [mlp[layer - 1], mlp[layer]], f"head.mlp{layer}.bias": [mlp[layer]]})
    shapes.update({"head.mlp.out": [mlp[-1]], "head.popularity": [POPULARITY_BUCKETS], "head.memory": [trace_count(config), POPULARITY_BUCKETS]})
    shapes.update({"personal.vector": [dim], "personal.adapterIn": [dim, rank], "personal.adapterOut": [rank, dim], "personal.mix": [MIX_TERMS]})
    return shapes


def trace_count(config):
    """Of the memory; one where there is none, which nobody reads."""
    return len(config["memory"]["traces"]) if config["memory"] else 1


def initial_parameters(config, items, features, seed, memory=None):
    """Tensors by name: the network, `item.embedding` [n, d], `item.content` [features, d], `item.bias` [n]."""
    random = torch.Generator().manual_seed(seed)
    normal = lambda shape, std: torch.randn(shape, generator=random) * std
    parameters = {name: initialise(name, shape, normal) for name, shape in network_shapes(config).items()}
    std = 0.5 / math.sqrt(config["dim"])
    parameters["item.embedding"] = normal([items, config["dim"]], std)
    if memory and items <= SPECTRAL_ITEMS:
        parameters["item.embedding"] = spectral_embedding(memory, config, std, parameters["item.embedding"], normal)
    parameters["item.content"] = normal([features, config["dim"]], std)
    parameters["item.bias"] = torch.zeros(items)
    return parameters


def spectral_embedding(memory, config, std, noise, normal):
    """The leading eigenvectors of the transition memory, made symmetric, and a little noise: src/training/spectral-embedding.ts."""
    n, dim = noise.shape
    present = torch.from_numpy(memory.items >= 0)
    places = torch.stack([present.nonzero()[:, 0], torch.from_numpy(memory.items)[present]])
    values = torch.from_numpy(memory.codes * memory.scale[:, None]).double()[present]
    values = torch.log1p(values / config["memory"]["epsilon"])
    matrix = torch.sparse_coo_tensor(torch.cat([places, places.flip(0)], 1), torch.cat([values, values]), (n, n)).coalesce()
    columns = normal([n, min(n, dim)], 1.0).double()
    for _ in range(6):
        columns, _ = torch.linalg.qr(torch.sparse.mm(matrix, columns))
    columns = columns * torch.sparse.mm(matrix, columns).norm(dim=0).sqrt()
    columns = torch.nn.functional.pad(columns, (0, dim - columns.shape[1]))
    size = columns.square().mean().sqrt()
    return (columns * (std / size)).float() + 0.2 * noise if size > 0 else 0.2 * noise


def initialise(name, shape, normal):
    if name.endswith(".gain"):
        return torch.ones(shape)
    if name == "head.gmf":
        return torch.full(shape, 1 / math.sqrt(shape[0]))
    if name == "head.popularity":
        return torch.full(shape, 0.3)
    if name == "head.memory":
        return torch.full(shape, 0.3 / shape[0])
    if name.startswith("personal.") and name != "personal.adapterIn":
        return torch.zeros(shape)
    if re.search(r"bias$|\.b\d$|distance$|attention\.prefix$", name):
        return torch.zeros(shape)
    if name in ("tower.prefix", "tower.type", "head.mlp.out"):
        return normal(shape, 0.1)
    # Residual branches begin small (GPT-2's way), so that a block begins near the identity.
    small = 0.5 if name.endswith((".attention.out", ".ffn.w2")) else 1
    gain = math.sqrt(2) if re.search(r"mlp|ffn\.w1", name) else 1
    return normal(shape, small * gain / math.sqrt(shape[0]))


def decays(name):
    """Whether weight decay pulls on a parameter: src/training/decays.ts."""
    return re.search(r"embedding|content|weight|\.w\d|attention\.(query|key|value|out)|mlp0\.(user|item)", name) is not None
