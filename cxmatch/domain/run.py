"""A run: what went in and what came out, complete and named by its own content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from cxmatch.domain.bill import Charge
from cxmatch.domain.codec import decode, dumps, encode, loads
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.errors import FileError
from cxmatch.domain.matching import Matching
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import CausedMove, PlanLine, Repair
from cxmatch.domain.values import short

SCHEMA = "cxmatch-run/1"
RECORD = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Inputs and outcome of one pairing. No clock inside.

    `bill` is what each rule of the policy costs; `parent` is the id of the run it repairs, if any.
    """

    schema: str = SCHEMA
    cohort: Cohort
    policy: Policy
    matching: Matching
    bill: tuple[Charge, ...] = ()
    repair: Repair | None = None
    parent: str | None = None
    derived: ClassVar[tuple[str, ...]] = ("id", "plans", "moves")

    @property
    def id(self) -> str:
        """The digest of everything that decides or was decided; where the survey was read from is left out."""
        tree = {field.name: encode(getattr(self, field.name)) for field in fields(self)}
        del tree["cohort"]["source"]
        return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()

    @property
    def plans(self) -> tuple[PlanLine, ...]:
        """The menu that this run was chosen from, in short; empty for a first run."""
        return tuple(map(PlanLine.of, self.repair.options)) if self.repair else ()

    @property
    def moves(self) -> tuple[CausedMove, ...]:
        """Everybody who got another mentor than in the run before, and why; empty for a first run."""
        return self.repair.moves if self.repair else ()

    def to_json(self) -> str:
        """Give the record as the text of a `run.json`."""
        return dumps(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a record.

        Raises
        ------
        FileError
            It is no run record, or one of a newer version.

        """
        return cls.from_tree(loads(text))

    @classmethod
    def from_tree(cls, tree: Any) -> Self:
        """Make a run of the JSON tree of its record; raises as `from_json` does."""
        schema = tree.get("schema") if isinstance(tree, dict) else None
        if schema != SCHEMA:
            said = f'its schema is "{short(str(schema))}"' if schema else "it has no schema"
            raise FileError(f"it is not a run record of this version of cxmatch: {said}, not {SCHEMA}.")
        return decode(cls, tree)
