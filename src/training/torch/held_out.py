"""Which events nobody learns from: the splits of src/evaluation/protocols/, of the same seed the same.

`users`: test and validation users whole. `last`: of every user one event for the test, of a tenth of them one more for
validation. `none`: validation users whole, and nothing for a test. A split holds the users to train on, how many of
each one's events are learned from (held-out ones are moved behind them), and the moments to validate at.
"""
import csv
import glob
import gzip
import hashlib
import math
import os

import numpy as np

from dataset import hash_id, split_users
from sfc32 import Sfc32

VALIDATION_SHARE, VALIDATION_USERS, VALIDATION_STREAM, EVENT_STREAM = 0.1, 1000, 0x7A11D, 0xE7E27
SERVED_EVENTS = 500


def split(dataset, options):
    whole = options.hold_out != "last"
    if options.ncf and whole:
        raise SystemExit("--ncf goes with --hold-out last")
    train_users, lengths, validation, tested = hold_out_users(dataset, options) if whole else hold_out_last(dataset, options)
    shares = (options.validation_share, options.test_share if options.hold_out == "users" else 0.0) if whole else (0.0, 0.0)
    if len(train_users) == 0:
        raise SystemExit("every user is held out: lower --validation-share or bring more data")
    held_out = {"kind": options.hold_out, "seed": options.seed, "validation": shares[0], "test": shares[1]}
    if tested is not None:
        held_out["digest"] = tested
    return {"train_users": train_users, "lengths": lengths, "validation": validation, "held_out": held_out}


def hold_out_users(dataset, options):
    test_share = options.test_share if options.hold_out == "users" else 0.0
    train, validation, test = split_users(dataset.users, options.seed, options.validation_share, test_share)
    lengths = np.diff(dataset.offsets)
    order = Sfc32(options.seed, VALIDATION_STREAM).shuffle([int(user) for user in np.flatnonzero(validation)])
    moments, count = [], 0
    for user in order:
        # Whole users, so that every length of history has its share.
        if count >= options.validation_predictions:
            break
        own = first_meetings(dataset.item_of[dataset.history(user)][:SERVED_EVENTS])
        moments.append((user, own))
        count += len(own)
    tested = digest(dataset, np.flatnonzero(np.repeat(test, lengths))) if options.hold_out == "users" else None
    return np.flatnonzero(train), lengths, moments, tested


def digest(dataset, events):
    """The digest of src/evaluation/held-out-digest.ts: of the ids of users and items of the events held out for the test."""
    users = np.searchsorted(dataset.offsets, events, side="right") - 1
    lines = [f"{dataset.users[user]}\0{dataset.items[item]}\n" for user, item in zip(users, dataset.item_of[events])]
    return hashlib.sha256("".join(sorted(lines, key=lambda line: line.encode("utf-16-be"))).encode()).hexdigest()


def first_meetings(items):
    """Places of events on an item not met before."""
    _, first = np.unique(items, return_index=True)
    return np.sort(first)


def hold_out_last(dataset, options):
    lengths = np.diff(dataset.offsets)
    if options.ncf:
        test = ncf_events(dataset, options.ncf)
    else:
        test = [choose_event(dataset, user, options.seed, -1) for user in range(len(dataset.users))]
    another = {user: choose_event(dataset, user, options.seed, event) for user, event in enumerate(test) if event >= 0 and lengths[user] >= 3}
    able = [user for user, event in another.items() if event >= 0]
    count = min(VALIDATION_USERS, math.ceil(VALIDATION_SHARE * len(able)))
    place = lambda user: Sfc32(options.seed, VALIDATION_STREAM, *hash_id(dataset.users[user])).uniform()
    chosen = sorted(able, key=place)[:count]
    tested = digest(dataset, np.array([event for event in test if event >= 0], dtype=np.int64))
    validation = {user: another[user] for user in chosen}
    learned = lengths.copy()
    moments = []
    for user, event in enumerate(test):
        held = [place for place in (validation.get(user, -1), event) if place >= 0]
        learned[user] -= len(held)
        move_behind(dataset, user, held)
        if validation.get(user, -1) >= 0:
            moments.append((user, np.array([learned[user]])))
    return np.flatnonzero(learned > 0), learned, moments, tested


def choose_event(dataset, user, seed, taken):
    """The last event, but `taken`, of an item met once; without order any one, by the seed. −1: there is none."""
    start, end = int(dataset.offsets[user]), int(dataset.offsets[user + 1])
    items, counts = np.unique(dataset.item_of[start:end], return_counts=True)
    once = set(items[counts == 1].tolist())
    single = [event for event in range(start, end) if event != taken and int(dataset.item_of[event]) in once]
    if end - start < 2 or not single:
        return -1
    return single[-1] if dataset.ordered else single[Sfc32(seed, EVENT_STREAM, int(taken >= 0), *hash_id(dataset.users[user])).below(len(single))]


def move_behind(dataset, user, held):
    """Held-out events go to the end of their history, in this order."""
    rows = np.arange(dataset.offsets[user], dataset.offsets[user + 1])
    order = np.concatenate([rows[~np.isin(rows, held)], np.array(held, dtype=rows.dtype)])
    for column in (dataset.item_of, dataset.type_of):
        column[rows] = column[order]


def ncf_events(dataset, folder):
    """Place of the event that the NCF paper's files hold out of each user, −1 where they hold out none."""
    items = {item: place for place, item in enumerate(dataset.items)}
    users = {user: place for place, user in enumerate(dataset.users)}
    with opened(folder, "item_map.csv") as file:
        ids = {row["ncf_item"]: row["item"] for row in csv.DictReader(file)}
    events = [-1] * len(dataset.users)
    with opened(folder, "*.test.rating") as file:
        for line, text in enumerate(file, 1):
            number, item = text.split("\t")[:2]
            user = users.get(str(int(number) + 1))
            if user is None or items.get(ids.get(item)) is None:
                raise SystemExit(f"{file.name}, line {line}: user {int(number) + 1} or item {item} is not among the interactions")
            found = np.flatnonzero(dataset.item_of[dataset.history(user)] == items[ids[item]])
            if len(found) != 1:
                raise SystemExit(f"{file.name}, line {line}: expected one event of user {int(number) + 1} on item {ids[item]}, got {len(found)}")
            events[user] = int(dataset.offsets[user] + found[0])
    return events


def opened(folder, pattern):
    found = [path for ending in ("", ".gz") for path in glob.glob(os.path.join(folder, pattern + ending))]
    if len(found) != 1:
        raise SystemExit(f"{folder}: expected one file {pattern} or {pattern}.gz, got {len(found)}")
    return gzip.open(found[0], "rt") if found[0].endswith(".gz") else open(found[0])
