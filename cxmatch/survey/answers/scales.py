"""The scales of words that surveys are known to use, and which of them a survey's answers are on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from cxmatch.domain.scale import Scale
from cxmatch.records.text import fold
from cxmatch.survey.answers.cells import unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScale:
    """A known scale of words; `same` maps other folded spellings to the label they stand for."""

    name: str
    scale: Scale
    same: Mapping[str, str] = field(default_factory=dict)

    def knows(self, text: str) -> bool:
        """Tell whether a text is a label of this scale."""
        return (self.scale.read(text) is not None and not text.strip().isdecimal()) or fold(text) in self.same


@cache
def label_scales() -> tuple[LabelScale, ...]:
    """Return the known scales, in the order in which they are tried."""
    tree = tomllib.loads((files("cxmatch.survey.answers") / "scales.toml").read_text(encoding="utf-8"))
    return tuple(
        LabelScale(
            name=entry["name"],
            scale=Scale.of_labels(*entry["labels"]),
            same={fold(word): label for word, label in entry.get("same", {}).items()},
        )
        for entry in tree.values()
    )


def scale_of_words(texts: Iterable[str]) -> LabelScale | None:
    """Return the known scale that most of these different answers are words of, or None when words are the exception."""
    said = [text for text in texts if not unanswered(text)]
    if not any(text[:1].isalpha() for text in said):
        return None
    counted = [(sum(map(known.knows, said)), -place, known) for place, known in enumerate(label_scales())]
    most, _, best = max(counted, key=lambda entry: entry[:2])
    return best if most * 2 > len(said) else None
