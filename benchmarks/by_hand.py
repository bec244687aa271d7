"""What a person would write in an afternoon: read a survey, value every pair, solve, write the pairs. No more than that.

python benchmarks/by_hand.py SURVEY OUT
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

BARRED = -1


def main(survey: str, out: str) -> None:
    """Pair the offices of a survey, other departments only, and write mentor, protege and fit."""
    table = pd.read_csv(survey)
    capability, need = _ratings(table, "Capability").fillna(0).to_numpy(), _ratings(table, "Need").fillna(1).to_numpy() - 1
    lead = np.maximum(capability[:, None, :] - capability[None, :, :], 0)
    fit = (lead * need[None, :, :]).sum(axis=2)
    department = table["Department"].to_numpy()
    fit[department[:, None] == department[None, :]] = BARRED
    mentors, proteges = linear_sum_assignment(fit, maximize=True)
    names, points = table["Office"].to_numpy(), fit[mentors, proteges]
    pd.DataFrame({"mentor": names[mentors], "protege": names[proteges], "fit": points}).to_csv(out, index=False)


def _ratings(table: pd.DataFrame, word: str) -> pd.DataFrame:
    rated = [name for name in table.columns if name.startswith(word)]
    return pd.DataFrame({name: pd.to_numeric(table[name], errors="coerce") for name in rated})


if __name__ == "__main__":
    main(*sys.argv[1:])
