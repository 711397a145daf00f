"""Run by dataset.test.ts: prints what the Python side reads and holds out, as JSON."""
import argparse
import json
import sys

import held_out
from dataset import read_dataset

given = json.loads(sys.argv[1])
dataset = read_dataset(given["interactions"], given.get("items"), given.get("orderBy"), given.get("likeAt"), given.get("dislikeAt"))
described = {name: getattr(dataset, name) for name in ("items", "titles", "users", "ordered", "names", "features", "like_at", "dislike_at")}
described.update({name: getattr(dataset, name).tolist() for name in ("offsets", "item_of", "type_of")})
options = argparse.Namespace(hold_out=given["holdOut"], since=given.get("since"), ncf=given.get("ncf"), seed=given["seed"], validation_share=0.05, test_share=0.1, validation_predictions=10**9)
split = held_out.split(dataset, options)
described["since"] = split["held_out"].get("since")
described["digest"] = split["held_out"].get("digest")
described["trainUsers"] = split["train_users"].tolist()
described["item_of_moved"] = dataset.item_of.tolist()
described["lengths"] = split["lengths"].tolist()
described["validation"] = [[int(user), dataset.item_of[dataset.offsets[user] + moments].tolist()] for user, moments in split["validation"]]
described["held"] = [dataset.item_of[dataset.offsets[user] + split["lengths"][user] : dataset.offsets[user + 1]].tolist() for user in range(len(dataset.users))]
print(json.dumps(described))
