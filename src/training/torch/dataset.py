"""Reads the files that `tastekit train` reads, to the same users, items, order, event types, features and splits.

The rules are those of src/catalog/; dataset.test.ts holds the two together on the same files. What TypeScript refuses
with a line number is refused here too, if more tersely: `tastekit inspect` and `tastekit train` are the places to find
out what is wrong with a file.
"""
import csv
import gzip
import math
import os
from collections import Counter

import numpy as np

from sfc32 import MASK, Sfc32

EVENT_TYPES = ["view", "click", "like", "dislike", "purchase"]
LIKE_SHARE, DISLIKE_SHARE = 0.8, 0.4
SHUFFLE_STREAM = 0x0D3A1
MAX_GENRES = 512


class Dataset:
    """Interactions of users on a catalogue of n items; a user's events lie together, in order.

    items and titles: ids and titles, in the items file's order. users: ids, in order of first appearance. offsets [users + 1],
    item_of [events], type_of [events] (places in EVENT_TYPES), time_of [events] (Unix seconds, NaN where absent), ordered, names [features] and features: a list of
    feature places per item. like_at and dislike_at: None where there is no such threshold.
    """

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def history(self, user):
        return slice(self.offsets[user], self.offsets[user + 1])


def read_dataset(interactions, items=None, order_by=None, like_at=None, dislike_at=None, min_user_events=2):
    catalogue = read_items(items) if items else None
    index = {row["item"]: place for place, row in enumerate(catalogue)} if items else {}
    users, user_of, item_of, ratings, places, times = {}, [], [], [], [], []
    for line, row in rows_of(interactions, ["user", "item", *([order_by] if order_by else [])]):
        item = row["item"]
        if item not in index:
            if items:
                raise SystemExit(f"{interactions}, line {line}, item: {item!r} is not in {items}")
            index[item] = len(index)
        user_of.append(users.setdefault(row["user"], len(users)))
        item_of.append(index[item])
        ratings.append(number(interactions, line, row, "rating"))
        times.append(number(interactions, line, row, "timestamp"))
        places.append(number(interactions, line, row, order_by) if order_by else math.nan)
        if order_by and math.isnan(places[-1]):
            raise SystemExit(f"{interactions}, line {line}, {order_by}: expected a number, got nothing; fill it, or order by another column")
    if not user_of:
        raise SystemExit(f"{interactions}: there is no interaction in it")
    user_of, item_of = np.array(user_of), np.array(item_of)
    ratings = np.array(ratings, dtype=np.float32)
    timed = not np.isnan(times).any()
    order = np.array(places if order_by else times) if order_by or timed else np.zeros(len(user_of))
    kept = np.bincount(user_of)[user_of] >= min_user_events
    sequence = np.argsort(user_of, kind="stable")
    sequence = sequence[kept[sequence]]
    # What comes at the same time is shuffled.
    places = shuffled_places(list(users), list(index), user_of, item_of)
    sequence = sequence[np.lexsort((places[sequence], order[sequence], user_of[sequence]))]
    ordered = bool(order_by) or timed
    remaining, counts = np.unique(user_of[sequence], return_counts=True)
    if not items:
        # Without an items file an item is known by its events only, and goes with its last one.
        used = np.unique(item_of[sequence])
        catalogue = [{"item": key, "title": key, "genres": [], "year": None} for key, place in index.items() if place in set(used.tolist())]
        item_of = np.searchsorted(used, item_of)
    like_at, dislike_at = thresholds(ratings, like_at, dislike_at)
    names, features = content_features(catalogue)
    ids = list(users)
    return Dataset(
        items=[row["item"] for row in catalogue],
        titles=[row["title"] for row in catalogue],
        users=[ids[user] for user in remaining],
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        item_of=item_of[sequence],
        type_of=event_types(ratings[sequence], like_at, dislike_at),
        time_of=np.array(times, dtype=np.float64)[sequence],
        ordered=ordered,
        names=names,
        features=features,
        like_at=like_at,
        dislike_at=dislike_at,
    )


def shuffled_places(users, items, user_of, item_of):
    """[rows]: sorted by them a user's rows are shuffled, by the ids alone; src/catalog/shuffled-places.ts."""
    of_user = mixed(np.array([hash_id(user)[2] for user in users], dtype=np.uint32) ^ np.uint32(SHUFFLE_STREAM))
    of_item = np.array([hash_id(item)[1] for item in items], dtype=np.uint32)
    return mixed(of_user[user_of] ^ of_item[item_of])


def mixed(bits):
    """The finaliser of MurmurHash3, of uint32."""
    bits = (bits ^ (bits >> 16)) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> 13)) * np.uint32(0xC2B2AE35)
    return bits ^ (bits >> 16)


def rows_of(path, needed):
    """(line, row by column name) of a CSV file, plain or gzip, that has these columns."""
    if not os.path.isfile(path):
        raise SystemExit(f"{path}: expected a readable file; check the path")
    opened = gzip.open(path, "rt", encoding="utf-8-sig", newline="") if path.endswith(".gz") else open(path, encoding="utf-8-sig", newline="")
    with opened as file:
        reader = csv.DictReader(file)
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise SystemExit(f"{path}: expected a column {missing[0]!r}, got {', '.join(reader.fieldnames or []) or 'no header'}")
        for row in reader:
            if None in row or None in row.values():
                raise SystemExit(f"{path}, line {reader.line_num}: expected {len(reader.fieldnames)} columns, as the header has")
            yield reader.line_num, row


def number(path, line, row, column):
    """A float, NaN for an empty field or a column that is not there."""
    text = row.get(column)
    if text is None or text.strip() == "":
        return math.nan
    try:
        return float(text)
    except ValueError:
        raise SystemExit(f"{path}, line {line}, {column}: expected a number, got {text!r}") from None


def read_items(path):
    catalogue = []
    for _, row in rows_of(path, ["item"]):
        genres = dict.fromkeys(genre.strip() for genre in (row.get("genres") or "").split("|"))
        year = (row.get("year") or "").strip()
        catalogue.append({"item": row["item"], "title": row.get("title") or row["item"], "genres": [g for g in genres if g], "year": int(year) if year else None})
    return catalogue


def thresholds(ratings, like_at, dislike_at):
    present = ratings[~np.isnan(ratings)]
    spread = len(present) > 0 and present.min() < present.max() and present.max() > 0
    highest = float(present.max()) if spread else math.nan
    if like_at is None and spread:
        like_at = LIKE_SHARE * highest
    if dislike_at is None and spread:
        dislike_at = DISLIKE_SHARE * highest
    return like_at, dislike_at


def event_types(ratings, like_at, dislike_at):
    """[events], places in EVENT_TYPES. A missing rating is a view."""
    types = np.zeros(len(ratings), dtype=np.int64)
    if dislike_at is not None:
        types[ratings <= np.float32(dislike_at)] = EVENT_TYPES.index("dislike")
    if like_at is not None:
        types[ratings >= np.float32(like_at)] = EVENT_TYPES.index("like")
    return types


def content_features(catalogue):
    """Lower-cased genres and decades that at least two items share; src/catalog/content-features.ts."""
    genres = [list(dict.fromkeys(f"genre:{genre.lower()}" for genre in row["genres"])) for row in catalogue]
    decades = [None if row["year"] is None else row["year"] // 10 * 10 for row in catalogue]
    counts = Counter(name for names in genres for name in names)
    frequent = sorted((name for name, count in counts.items() if count >= 2), key=lambda name: (-counts[name], name.encode("utf-16-be")))
    shared = sorted(decade for decade, count in Counter(d for d in decades if d is not None).items() if count >= 2)
    names = frequent[:MAX_GENRES] + [f"decade:{decade}" for decade in shared]
    place = {name: at for at, name in enumerate(names)}
    features = [sorted(place[name] for name in [*own, f"decade:{decade}"] if name in place) for own, decade in zip(genres, decades)]
    return names, features


def split_users(users, seed, validation, test):
    """Boolean masks (train, validation, test) over users; src/catalog/split-users.ts."""
    place = np.array([place_of(user, seed) for user in users])
    return place >= test + validation, (place >= test) & (place < test + validation), place < test


def place_of(user, seed):
    """A uniform number in [0, 1) that the id and the seed fix."""
    return Sfc32(seed, *hash_id(user)).uniform()


def hash_id(name):
    """Length and two hashes of the UTF-16 code units; src/catalog/hash-id.ts."""
    units = name.encode("utf-16-le", "surrogatepass")
    a, b = 0x811C9DC5, 0x9747B28C
    for low, high in zip(units[::2], units[1::2]):
        a = ((a ^ (low | high << 8)) * 0x01000193) & MASK
        b = ((b ^ (low | high << 8)) * 0x5BD1E995) & MASK
        b ^= b >> 15
    return len(units) // 2, a, b
