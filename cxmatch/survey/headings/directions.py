"""The direction that the words of a question say: what an office can share, needs, or should reach."""

from __future__ import annotations

import re

from cxmatch.records.text import clean
from cxmatch.survey.headings.survey import Kind


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that blanks separate."""
    return frozenset(text.split())


_APART = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_NEGATION = re.compile(r"\b(?:not|no|never|without|don't|doesn't|can't|cannot|won't|least)\b")
_GIVES = r"(?:provide|give|offer|share|teach)"
# A phrase counts before the single words in it: "could you help with" offers help, "want help" asks for it.
_OFFERING = re.compile(
    r"\b(?:can|could|able to|willing to) (?:you |we |your office )?(?:help|share|mentor|offer|teach|advise|provide|give)"
    r"|\bhelp others|\bcan share|\blearn (?:about |more )?from (?:you|us|your office|our office)\b"
)
_ASKING = re.compile(
    r"\b(?:want|wants|need|needs|get|like|seek|seeking|looking for) (?:to )?(?:some |more |your |get |receive |have )?help"
    rf"|\bhelp (?:wanted|needed|(?:would|do) you(?! {_GIVES}))|\bhow much help(?!.*\b{_GIVES}\b)"
    r"|\b(?:want|wants|like|hope|need|needs) to (?:grow|learn|improve|build|develop)"
    r"|\b(?:how strong is )?(?:your |the )?(?:interest|interested) in (?:learning|growing|improving|building|getting)(?: more)?"
    r"|\b(?:useful|helpful|valuable|of use) (?:to|for) (?:you|us|your office|our office)\b"
    r"|\b(?:offer|give|provide|teach|show|help) (?:you|us|your office|our office)\b"
    r"|\blearn (?:about |more )?from (?:others|another|other)\b"
)
_TARGETING = re.compile(
    r"\b(?:want|wants|like|need|needs|hope|plan|aim|wish|should|expect)(?: to| you| we| your office)? be(?! an? )\b"
)
_OF_OTHERS = re.compile(r"\b(?:an)?other (?:office|team|agency)(?:'s|s'?)? (?:strengths?|expertise|capabilit(?:y|ies))\b")
_SHARE_WORDS = words_of(
    "capability capabilities strong strongest strength strengths share offer offers expertise teach maturity mature provide give "
    "best"
)
_NEED_WORDS = words_of(
    "need needs needed want wants wanted gap gaps grow growth priority priorities learn improve challenge challenges weak "
    "weakest weakness weaknesses"
)
_RANK_WORDS = words_of("rank ranking")
_REQUIRED_WORDS = words_of("required target desired goal")
_NOW_WORDS = words_of("current currently today now rating")


def worded_direction(text: str) -> Kind | None:
    """Return the direction that the words of a question say, or None if they say none, more than one, or a negation.

    >>> worded_direction("How strong is your office?"), worded_direction("Where do you want help?")
    (<Kind.CAPABILITY: 'capability'>, <Kind.NEED: 'need'>)
    >>> worded_direction("Areas you could help with"), worded_direction("How strong is your need?")
    (<Kind.CAPABILITY: 'capability'>, None)
    """
    plain = _OF_OTHERS.sub(" ", _without_asides(text))
    if _NEGATION.search(plain):
        return None
    phrases = [bool(pattern.search(plain)) for pattern in (_OFFERING, _ASKING, _TARGETING)]
    words = set(_APART.split(_TARGETING.sub(" ", _ASKING.sub(" ", _OFFERING.sub(" ", plain)))))
    return _decided(words, *phrases)


def is_negated(text: str) -> bool:
    """Tell whether the words of a question turn its direction round: "Where do you not need help?"."""
    return bool(_NEGATION.search(_without_asides(text)))


def _without_asides(text: str) -> str:
    plain = clean(text).casefold()
    return _ASIDE.sub("", plain) or plain


def _decided(words: set[str], offering: bool, asking: bool, targeting: bool) -> Kind | None:
    said = {
        Kind.CAPABILITY: offering or bool(words & _SHARE_WORDS),
        Kind.NEED: asking or bool(words & _NEED_WORDS),
        Kind.REQUIRED: targeting or bool(words & _REQUIRED_WORDS),
    }
    found = [kind for kind, says in said.items() if says]
    if words & _RANK_WORDS:
        return Kind.RANK if Kind.CAPABILITY not in found else None
    if not found and words & _NOW_WORDS:
        return Kind.CAPABILITY
    return found[0] if len(found) == 1 else None
