"""Which events nobody learns from: the splits of src/evaluation/protocols/, of the same seed the same.

`users`: test and validation users whole. `after`: all that came since a date; validation users whole. `last`: of every user one event for the test, of a tenth of them one more for
validation. `none`: validation users whole, and nothing for a test. A split holds the users to train on, how many of
each one's events are learned from (held-out ones are moved behind them), and the moments to validate at.
"""
import csv
import datetime
import glob
import gzip
import hashlib
import math
import os
import re

import numpy as np

from dataset import hash_id, split_users
from sfc32 import Sfc32

VALIDATION_SHARE, VALIDATION_USERS, VALIDATION_STREAM, EVENT_STREAM = 0.1, 1000, 0x7A11D, 0xE7E27
SERVED_EVENTS = 500


def split(dataset, options):
    whole = options.hold_out != "last"
    if options.ncf and whole:
        raise SystemExit("--ncf goes with --hold-out last")
    if (options.since is None) == (options.hold_out == "after"):
        raise SystemExit("--since and --hold-out after go together")
    since = parse_since(options.since, dataset.time_of) if options.since is not None else None
    if since is not None:
        train_users, lengths, validation, tested = hold_out_after(dataset, options, since)
    else:
        train_users, lengths, validation, tested = hold_out_users(dataset, options) if whole else hold_out_last(dataset, options)
    shares = (options.validation_share, options.test_share if options.hold_out == "users" else 0.0) if whole else (0.0, 0.0)
    if len(train_users) == 0:
        raise SystemExit("every user is held out: lower --validation-share or bring more data")
    held_out = {"kind": options.hold_out, "seed": options.seed, "validation": shares[0], "test": shares[1]}
    if tested is not None:
        held_out["digest"] = tested
    if since is not None:
        held_out["since"] = since
    return {"train_users": train_users, "lengths": lengths, "validation": validation, "held_out": held_out}


def hold_out_users(dataset, options):
    test_share = options.test_share if options.hold_out == "users" else 0.0
    train, validation, test = split_users(dataset.users, options.seed, options.validation_share, test_share)
    lengths = np.diff(dataset.offsets)
    tested = digest(dataset, np.flatnonzero(np.repeat(test, lengths))) if options.hold_out == "users" else None
    return np.flatnonzero(train), lengths, moments_of(dataset, validation, lengths, options), tested


def hold_out_after(dataset, options, since):
    """The events before `since`; who began then or later is for the test: src/catalog/split-since.ts."""
    before = dataset.time_of < since
    lengths = np.array([int(before[dataset.history(user)].sum()) for user in range(len(dataset.users))])
    new = lengths == 0
    train, validation, _ = split_users(dataset.users, options.seed, options.validation_share, 0.0)
    tested = digest(dataset, np.flatnonzero(np.repeat(new, np.diff(dataset.offsets))))
    for user in np.flatnonzero(~new):
        move_behind(dataset, user, dataset.offsets[user] + np.flatnonzero(~before[dataset.history(user)]))
    return np.flatnonzero(train & ~new), lengths, moments_of(dataset, validation & ~new, lengths, options), tested


def parse_since(text, times):
    """Unix seconds of a day, of a share of the events, or of seconds: src/catalog/split-since.ts. A number is one already."""
    if not isinstance(text, str):
        return text
    if np.isnan(times).any():
        raise SystemExit("--since needs the time of every event, and the interactions have none: give a file whose column \"timestamp\" is filled")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return int(datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.timezone.utc).timestamp())
        except ValueError:
            pass
    if re.fullmatch(r"\d+", text):
        return int(text)
    percent = float(text[:-1]) if re.fullmatch(r"\d+(\.\d+)?%", text) else math.nan
    if 0 < percent < 100:
        return float(np.sort(times)[math.floor(len(times) * percent / 100)])
    raise SystemExit(f"--since: expected a day like 2000-11-01, a share of the events like 80%, or Unix seconds, got {text!r}")


def moments_of(dataset, validation, lengths, options):
    """(user, places of events to predict) of validation users, in a seeded order, until there are predictions enough."""
    order = Sfc32(options.seed, VALIDATION_STREAM).shuffle([int(user) for user in np.flatnonzero(validation)])
    moments, count = [], 0
    for user in order:
        # Whole users, so that every length of history has its share.
        if count >= options.validation_predictions:
            break
        own = first_meetings(dataset.item_of[dataset.history(user)][: lengths[user]][:SERVED_EVENTS])
        moments.append((user, own))
        count += len(own)
    return moments


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
