"""The tables as pandas DataFrames, for a notebook."""

from __future__ import annotations

import pandas as pd

from cxmatch.domain.run import Run
from cxmatch.exports.tables import PAIRING_COLUMNS, pairing_rows


def pairings_frame(run: Run) -> pd.DataFrame:
    """Give the pairings of a run as a DataFrame: a row a pairing, first `mentor`, `protege` and whole-number `points`."""
    frame = pd.DataFrame(pairing_rows(run), columns=list(PAIRING_COLUMNS))
    return frame.astype({"points": "int64", "fit": "float64"})
