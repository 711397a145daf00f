"""EASE and iALS once more, in numpy and scipy from the papers' formulas, sharing no code with the TypeScript.

closed_forms.py run.json: reads histories (item numbers of each user), visitors (likewise) and settings, and beside it the
factors that iALS starts from (factors.f64, float64 rows). Writes there the rows asked for of the EASE weights (ease.f64) and
the iALS scores of the visitors (ials.f64).
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix


def interactions(histories, items):
    rows = np.repeat(np.arange(len(histories)), [len(h) for h in histories])
    columns = np.concatenate([np.asarray(h, dtype=int) for h in histories])
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(histories), items))
    x.data[:] = 1.0  # A repeat is no second interaction.
    return x


def ease(x, weight):
    """Steck 2019, algorithm 1."""
    gram = (x.T @ x).toarray()
    p = np.linalg.inv(gram + weight * np.eye(len(gram)))
    b = p / -np.diag(p)
    np.fill_diagonal(b, 0)
    return b


def solve(rows, fixed, weight, alpha0):
    """Rendle et al. 2022: the minimum of the loss in each row, a list of what it observed, the other side being fixed."""
    gram = alpha0 * fixed.T @ fixed
    solved = np.zeros((len(rows), fixed.shape[1]))
    for at, observed in enumerate(rows):
        if len(observed) == 0:
            continue
        own = fixed[observed]
        regularisation = weight * (len(observed) + alpha0 * len(fixed)) * np.eye(fixed.shape[1])
        solved[at] = cho_solve(cho_factor(own.T @ own + gram + regularisation), own.sum(axis=0))
    return solved


def ials(x, factors, weight, alpha0, iterations):
    by_user, by_item = ([row.indices for row in matrix] for matrix in (x.tocsr(), x.T.tocsr()))
    for _ in range(iterations):
        factors = solve(by_item, solve(by_user, factors, weight, alpha0), weight, alpha0)
    return factors


def main(path):
    run = json.loads(path.read_text())
    x = interactions(run["histories"], run["items"])
    b = ease(x, run["lambda"])
    settings = run["ials"]
    initial = np.fromfile(path.with_name("factors.f64")).reshape(run["items"], settings["dim"])
    factors = ials(x, initial, settings["lambda"], settings["alpha0"], settings["iterations"])
    users = solve([sorted(set(v)) for v in run["visitors"]], factors, settings["lambda"], settings["alpha0"])
    (users @ factors.T).tofile(path.with_name("ials.f64"))
    b[run["rows"]].tofile(path.with_name("ease.f64"))


main(Path(sys.argv[1]))
