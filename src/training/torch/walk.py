"""The walk term (DESIGN.md, "Walk"): what comes next in a sorted list after the item taken last; src/kernels/walk.ts, src/training/item-orders.ts.

n items, O orders, S spans, F = 2·O·S features (by order, then direction, forwards first, then span), T moments, L the longest span.
"""
import math
import re

import torch

ORDERS, SPANS = ("id", "title"), (3, 30, 300)
FEATURES = 2 * len(ORDERS) * len(SPANS)
LONGEST = max(SPANS)

"""φ of r = 1 … L, [S, L]: 1 − ln r / ln(K + 1) within the span K, 0 beyond."""
RISES = torch.tensor([[1 - math.log(r) / math.log(span + 1) if r <= span else 0.0 for r in range(1, LONGEST + 1)] for span in SPANS])
"""The features of a signed distance d at row L + d, [2L + 1, 2·S]; ahead is positive."""
BY_DISTANCE = torch.zeros(2 * LONGEST + 1, 2, len(SPANS))
BY_DISTANCE[LONGEST + 1 :, 0] = RISES.T
BY_DISTANCE[:LONGEST, 1] = RISES.T.flip(0)
BY_DISTANCE = BY_DISTANCE.flatten(1)


def item_orders(ids, titles):
    """Each item's place by id, the numbers in it compared as numbers, and by lower-cased title, [O, n]."""
    by_id = [([number(part) if odd else units(part) for part, odd in parts_of(name)], units(name)) for name in ids]
    by_title = [(units(title.lower()), key) for title, key in zip(titles, by_id)]
    return torch.stack([places_of(keys) for keys in (by_id, by_title)])


def parts_of(name):
    """Every second part is a number."""
    return [(part, place % 2 == 1) for place, part in enumerate(re.split("([0-9]+)", name))]


def number(digits):
    """Compares as the number does; of any length."""
    digits = digits.lstrip("0")
    return len(digits), digits


def units(text):
    """Compares by UTF-16 code units, as JavaScript does."""
    return text.encode("utf-16-be", "surrogatepass")


def places_of(keys):
    places = torch.zeros(len(keys), dtype=torch.long)
    places[torch.tensor(sorted(range(len(keys)), key=keys.__getitem__), dtype=torch.long)] = torch.arange(len(keys))
    return places


def distances(orders, met, anchors):
    """How many unmet items from the anchor each item lies in each order, [T, n, O] int16: from 1 on ahead, from −1 on
    behind; 0: met, or out of every span.

    orders [O, n]; met [T, n] bool, the anchors among them; anchors [T].
    """
    found = torch.zeros(*met.shape, len(orders), dtype=torch.int16)
    for o, places in enumerate(orders):
        items = torch.argsort(places)
        counts = torch.cumsum(~met[:, items], 1, dtype=torch.int32)
        own = places[anchors][:, None]
        away = (counts - counts.gather(1, own) - (torch.arange(met.shape[1]) < own).int())[:, places]
        found[:, :, o] = away.masked_fill(met | (away.abs() > LONGEST), 0)
    return found


def along(distances):
    """The items at r = 1 … L on each way, n where there is none: [T, n, O] → [T, O·2·L]."""
    moments, n, orders = distances.shape
    ways = []
    for o in range(orders):
        d = distances[:, :, o].long()
        # What lies on neither way goes to one place more, which is cut off.
        at = torch.where(d > 0, d - 1, torch.where(d < 0, LONGEST - d - 1, torch.full((), 2 * LONGEST)))
        ways.append(torch.full((moments, 2 * LONGEST + 1), n).scatter_(1, at, torch.arange(n).expand(moments, -1))[:, :-1])
    return torch.cat(ways, 1)


def rises(weights):
    """What weights [T, F] give the items of `along`, [T, O·2·L]."""
    return (weights.view(len(weights), -1, len(SPANS)) @ RISES).flatten(1)


def features(distances):
    """[…, O] → […, F]."""
    return BY_DISTANCE[distances.long() + LONGEST].flatten(-2)
