"""The legend in the head of a list's column: which acts it shows, and which code behind a day means which act.

``Ratification, Acceptance(A), Accession(a)`` says that a bare day is a ratification, that ``a`` is an accession. Codes
are read from that head; only where a list prints none are the usual ones of its kind taken, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from loaders.known import rows
from loaders.list_text import folded, plain
from model import ActionKind

WORDS = "treaty_list_words.csv"

_CODE = re.compile(r"[^,;()=]*\(\s*([A-Za-z]{1,2})\s*\)")
_DEFINED = re.compile(r"([A-Z][A-Za-z]?)=([^=]+?)(?=\s*[A-Z][A-Za-z]?=|$)")


@dataclass(frozen=True, slots=True)
class Legend:
    """What one column shows: its acts in the order of the head, and the act of each code.

    ``unknown`` holds codes that the head prints beside words that name no act we know.
    """

    acts: tuple[ActionKind, ...]
    codes: Mapping[str, ActionKind]
    unknown: tuple[str, ...] = ()

    @property
    def uncoded(self) -> tuple[ActionKind, ...]:
        """The acts that are shown by a day without a code."""
        return tuple(act for act in self.acts if act not in self.codes.values())


@cache
def words(kind: str) -> dict[str, str]:
    """What is written -> what it means, for one kind of word (``act``, ``column``, ``passed_over``, ``total``)."""
    return {folded(row["written"]): row["means"] for row in rows(WORDS) if row["kind"] == kind}


@cache
def usual_codes(style: str) -> dict[str, ActionKind]:
    """The codes of lists without a legend: ``bare`` as the Treaty Collection, ``small`` and ``capital`` in brackets."""
    return {row["written"]: ActionKind(row["means"]) for row in rows(WORDS) if row["kind"] == f"code_{style}"}


@cache
def _phrases() -> re.Pattern[str]:
    """Every word for an act, the longest first, so that a succession to signature is no succession."""
    written = sorted({plain(row["written"]).casefold() for row in rows(WORDS) if row["kind"] == "act"}, key=len)
    either = "|".join(
        re.escape(word) if ord(word[0]) > 0x2E80 else rf"(?<!\w){re.escape(word)}(?!\w)" for word in reversed(written)
    )
    return re.compile(either)


def act_named(text: str) -> ActionKind | None:
    """The one act that a cell such as ``Accession`` or ``RAT`` names, None when it names none."""
    means = words("act").get(folded(text))
    return ActionKind(means) if means else None


def is_passed_over(text: str) -> bool:
    """Whether a cell names something that lists record beside participation: a declaration, an objection."""
    return folded(text) in words("passed_over")


def column_named(text: str) -> str:
    """What a column holds, by its whole head: ``participant``, ``action``, ``day``, ``effective`` ... or empty."""
    return words("column").get(folded(text), "")


@lru_cache(maxsize=512)
def legend(head: str) -> Legend:
    """The legend in the head of a column; no acts when the head names none.

    >>> sorted(legend("Ratification, Acceptance(A), Accession(a)").codes)
    ['A', 'a']
    >>> legend("Signature, Succession to signature(d)").uncoded
    (<ActionKind.SIGNATURE: 'signature'>,)
    """
    text = plain(head)
    defined = list(_DEFINED.finditer(text))
    if defined:
        return _defined(text[: defined[0].start()], defined)
    acts: list[ActionKind] = []
    codes: dict[str, ActionKind] = {}
    small = text.casefold()
    found = list(_phrases().finditer(small)) if len(small) == len(text) else []
    for one, following in pairwise([*found, None]):
        assert one is not None
        act = ActionKind(words("act")[folded(one[0])])
        if act is ActionKind.PARTICIPATION_VIA_PROTOCOL:
            return Legend((act,), {})
        acts.append(act)
        if code := _CODE.match(text[one.end() : following.start() if following else len(text)]):
            codes[code[1]] = act
    named = tuple(dict.fromkeys(acts))
    if len(named) > 1 and ActionKind.CONSENT_TO_BE_BOUND not in codes.values():
        named = tuple(act for act in named if act is not ActionKind.CONSENT_TO_BE_BOUND)
    printed = re.findall(r"\(([A-Za-z]{1,2})\)", text)
    return Legend(named, codes, tuple(code for code in printed if named and code not in codes))


def _defined(head: str, defined: list[re.Match[str]]) -> Legend:
    """A head that explains its codes as ``R=Ratification A=Accession``."""
    codes: dict[str, ActionKind] = {}
    unknown: list[str] = []
    for one in defined:
        meant = legend(one[2].strip()).acts
        if meant:
            codes[one[1]] = meant[0]
        else:
            unknown.append(one[1])
    return Legend(legend(head).acts or tuple(codes.values()), codes, tuple(unknown))


def act_of(column: Legend, code: str, *, style: str = "bare", signed: bool = False) -> ActionKind | None:
    """The act that a day with ``code`` stands for in a column, None when the legend does not say.

    A bare day under several acts without codes is a ratification when the State had signed; else the list does not
    tell which act it was, and it is a consent to be bound.
    """
    if code:
        return column.codes.get(code) or (None if column.codes else usual_codes(style).get(code))
    uncoded = column.uncoded
    if len(uncoded) == 1:
        return uncoded[0]
    if not uncoded:
        return column.acts[0] if len(column.acts) == 1 else None
    if signed and ActionKind.RATIFICATION in uncoded:
        return ActionKind.RATIFICATION
    return ActionKind.CONSENT_TO_BE_BOUND
