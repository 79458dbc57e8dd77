"""Names of States as people write them, resolved to the State they mean, or to the plain answer that none is meant.

``resolve`` asks the tables first and applies rules after; a rule that would have to guess says ``unknown`` and leaves
a suggestion. What is a State is decided by ``data/states.csv``, what names mean by the tables in ``data/names/``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache

from loaders.known import rows, states
from loaders.name_forms import letters, repairs, split_capitals, words, words_of_role
from loaders.name_index import NameKind, Resolution, guess, index
from model import EntityKind

__all__ = ["NameKind", "Resolution", "guess", "resolve"]

LONGEST_NAME = 200
"""No name of a State is longer; a longer text is not searched for one."""

REMEMBERED = 8192
"""Names whose resolutions are kept: lists repeat the same two hundred."""

MOST_UNREAD = 4
"""With more letters lost than these, a name is not searched for."""

OPEN, CLOSE = r"[(\[（]", r"[)\]）]"
WITHIN = r"[^()\[\]（）]"
IN_BRACKETS = re.compile(rf"^(?P<head>{WITHIN}*\S)\s*{OPEN}(?P<note>{WITHIN}*){CLOSE}[\s*†‡\d,.]*$")
IN_NESTED_BRACKETS = re.compile(r"^(?P<head>[^(]*\S)\s*\((?P<note>.*)\)\s*$")
AFTER_COMMA = re.compile(r"^(?P<head>[^,;，、]*\S)\s*[,;，、]\s*(?P<note>[^,;，、]*\S)\s*$")
CODE_BEFORE = re.compile(
    r"^\s*(?P<code>[A-Z]{2,3}|\d{3})(?:\s*[:|/=–—_]|\s*-(?=\s)|\s+-|\s)\s*(?P<name>\D.*)$", re.DOTALL
)
CODE_BEHIND = re.compile(
    r"^(?P<name>.*\S)(?:\s*[:|/=–—]|\s+-\s|\s*[(\[])\s*(?P<code>[A-Z]{2,3})\s*[)\]]?\s*$", re.DOTALL
)
TWO_NAMES = re.compile(
    r"\s*[/=;]\s*|\s+(?:or|aka)\s+|(?:\s*,)?\s+(?:formerly|previously|also known as|also called)\s+", re.IGNORECASE
)
EARLIER = re.compile(
    r"^(?:formerly|previously|former|earlier|ex|or|now|also|aka|called|until \d{4})\b[\s:,-]*", re.IGNORECASE
)
NOTE_SIGN = r"(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})"
FOOTNOTE = re.compile(
    rf"(?:{OPEN}\s*(?:see\s)?(?:foot)?(?:notes?|nota)?\s*{NOTE_SIGN}(?:\s?[,;&]\s?{NOTE_SIGN})*\s*{CLOSE}"
    r"|\b[a-z]\s?/|[,;.*†‡§#]+\s?[a-z]?|(?<=\s)[a-z](?:\s?,\s?[a-z])*)$"
)
YEAR = re.compile(r"1[89]\d\d|20\d\d")
YEARS = re.compile(
    r"(?:\b(?:up|to|until|till|since|from|before|after|and|as|of|pre|post|only|onwards?|en|depuis|hasta|desde|bis|ab|seit)\b"
    r"|jusqu'en|1[89]\d\d|20\d\d|(?<=\d[-–—/])\d\d\b|[\s.…,–—/()\[\]-])+$",
    re.IGNORECASE,
)
UNREAD_LETTER = re.compile(r"(?<=\w)[?\ufffd]+|[?\ufffd]+(?=\w)")
ESTIMATED = re.compile(r"^[A-Z][a-z]{3,}[er]$")


def resolve(text: str) -> Resolution:
    """What the name means: kind, code and the rule that decided; never an error, whatever the text.

    >>> resolve("Korea, Rep. of").iso3, resolve("EST: Estonia").iso3, resolve("Guam (USA)").kind.value
    ('KOR', 'EST', 'other')
    >>> resolve("Korea").kind.value, resolve("Korea").candidates
    ('ambiguous', ('KOR', 'PRK'))
    """
    if len(text) > LONGEST_NAME:
        return Resolution(NameKind.UNKNOWN, None, "too_long", text=text[:LONGEST_NAME])
    return _remembered(text)


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str) -> Resolution:
    found = _as_known(text)
    if found is None:
        trimmed = " ".join(text.split())
        found = next((answer for rule in RULES if (answer := rule(trimmed)) is not None), None)
    if found is None:
        return Resolution(NameKind.UNKNOWN, None, "none", text=text)
    if found.kind is NameKind.STATE and YEAR.search(text):
        return _as_in_its_year(text, found)
    return found


def _as_known(text: str) -> Resolution | None:
    """The text as a whole: a known name, a code, or a known name in another order of words."""
    found = index().known(text)
    if found is not None:
        return found
    code = _codes().get(text.strip())
    return replace(_entity(code), rule="code") if code is not None else _in_any_order(text)


def _in_any_order(text: str) -> Resolution | None:
    """The order-free key, but not where a text reads ``Brazzaville (Congo)``: no State's name, then one."""
    found = index().in_any_order(text)
    return replace(found, rule="token_key") if found is not None and not _is_place_in_state(text) else None


def _parted(text: str) -> tuple[str, str] | None:
    """The name and what is said of it in brackets, or behind a comma."""
    found = IN_BRACKETS.match(text) or AFTER_COMMA.match(text)
    return (found["head"], found["note"]) if found else None


def _is_place_in_state(text: str) -> bool:
    parted = _parted(text)
    if parted is None:
        return False
    head, behind = parted[0], index().known(parted[1])
    if behind is None or behind.kind is not NameKind.STATE or words_of_role("government").issuperset(words(head)):
        return False
    before = index().known(head)
    return before is None or before.kind is not NameKind.STATE


def _repaired(text: str) -> Resolution | None:
    """Characters that were decoded wrongly, or words run together."""
    for repaired in repairs(text):
        found = _as_known(repaired) or _without_note(repaired)
        if found is not None:
            return replace(found, rule="repaired")
    parted = split_capitals(text)
    found = _in_any_order(parted) if parted != text else None
    return replace(found, rule="repaired") if found is not None else None


def _without_note(text: str) -> Resolution | None:
    """Footnote marks and years set aside, from the end, as long as there are any."""
    bare = text.strip()
    for _ in range(4):
        shorter = FOOTNOTE.sub("", bare).rstrip()
        if YEAR.search(shorter[-12:]):
            shorter = YEARS.sub("", shorter).rstrip()
        if shorter == bare or not shorter:
            return None
        bare = shorter
        found = _as_known(bare)
        if found is not None:
            return found if found.kind is NameKind.AMBIGUOUS else replace(found, rule="footnote")
    return None


def _with_code(text: str) -> Resolution | None:
    """``EST: Estonia``, ``Estonia (EST)``: the code and the name have to agree."""
    for pattern in (CODE_BEFORE, CODE_BEHIND):
        parted = pattern.match(text)
        code = _short_codes().get(parted["code"]) if parted else None
        if parted and code:
            found = _as_known(parted["name"]) or _without_note(parted["name"])
            if found is not None and found.iso3 == code:
                return replace(found, rule="code_and_name")
    return None


def _with_two_names(text: str) -> Resolution | None:
    """Two names of one State: ``Myanmar/Burma``, ``Sri Lanka (Ceylon)``; never the same name twice (a city, often)."""
    bracketed = IN_BRACKETS.match(text) or IN_NESTED_BRACKETS.match(text)
    parts = [bracketed["head"], EARLIER.sub("", bracketed["note"])] if bracketed else TWO_NAMES.split(text)
    if len(parts) < 2 or len({letters(part) for part in parts}) < 2:
        return None
    first, *others = (_as_known(part) for part in parts)
    if first is None or any(other is None or not other.agrees(first) for other in others):
        return None
    return replace(first, rule="two_names")


def _under_another_government(text: str) -> Resolution | None:
    """``Republic of Ireland``, ``Union of Myanmar``: not the formal name, but no other State's either."""
    found = index().under_another_government(text)
    return replace(found, rule="government") if found is not None and not _is_place_in_state(text) else None


def _once_more(text: str) -> Resolution | None:
    """``Former Yugoslavia``, ``Czechoslovakia [former]``: what is no more, said twice; of a State nothing sure."""
    shorter = " ".join(
        re.sub(r"\b(?:former|formerly|ancienne?|antigua|ex)\b-?", " ", text, flags=re.IGNORECASE).split()
    )
    found = _as_known(re.sub(rf"{OPEN}\s*{CLOSE}", "", shorter)) if shorter != text else None
    return replace(found, rule="former") if found is not None and found.kind is NameKind.OTHER else None


def _with_remark(text: str) -> Resolution | None:
    """A remark in small letters, about the figures and not the State: ``Canada (shipments)``, ``Chile, ulexite``."""
    parted = _parted(text)
    if parted is None:
        return None
    head, remark = parted
    found = index().known(head) or _in_any_order(head)
    if found is None:
        return None
    if found.kind is NameKind.OTHER:
        return replace(found, iso3=None, rule=f"{found.rule}_with_remark")
    said = words(remark)
    if found.kind is not NameKind.STATE or not said or not remark.isascii() or remark != remark.lower():
        return None
    if any(word in words_of_role("qualifier") or word in words_of_role("government") for word in said):
        return None
    if any(index().in_any_order(word) or index().known(word) for word in said):
        return None
    return replace(found, rule="remark")


def _as_group(text: str) -> Resolution | None:
    """A word that only groups, totals and places have: countries, income, total, province."""
    if words_of_role("group").isdisjoint(words(text)):
        return None
    return Resolution(NameKind.OTHER, None, "group_word")


def _with_unread_letters(text: str) -> Resolution | None:
    """``R?publique d?mocratique du Congo``: letters lost on the way, where only one State's name fits."""
    parts = UNREAD_LETTER.split(text)
    if not 1 < len(parts) <= MOST_UNREAD + 1 or len(letters(text)) < 4:
        return None
    pattern = re.compile(r"\w{0,2}".join(re.escape(letters(part)) for part in parts))
    fitting = {(found.kind, found.iso3): found for name, found in index().letters.items() if pattern.fullmatch(name)}
    return replace(next(iter(fitting.values())), rule="unread_letters") if len(fitting) == 1 else None


def _cut_off(text: str) -> Resolution | None:
    """A name cut off by the width of its column, within a word."""
    found = index().cut_off(text)
    return replace(found, rule="cut_off") if found is not None else None


def _with_stuck_letter(text: str) -> Resolution | None:
    """``Chinae``, ``Perur``: the marks for estimated and revised, run into an English short name."""
    found = index().known(text[:-1]) if ESTIMATED.match(text) else None
    return replace(found, rule="footnote") if found is not None and found.rule == "short" else None


def _corrected(text: str) -> Resolution | None:
    """One wrong, missing, doubled or swapped letter in a name that nothing else resembles."""
    found = index().corrected(text)
    return replace(found, rule="one_letter") if found is not None else None


RULES: tuple[Callable[[str], Resolution | None], ...] = (
    _repaired,
    _without_note,
    _with_code,
    _with_two_names,
    _under_another_government,
    _once_more,
    _with_remark,
    _as_group,
    _with_unread_letters,
    _cut_off,
    _with_stuck_letter,
    _corrected,
)
"""What is tried when the text as a whole is not known, in this order; the first that can answer does."""


def _as_in_its_year(text: str, found: Resolution) -> Resolution:
    """``Yemen (until 1989)`` may mean either Yemen: a year before the State took its present shape leaves it open."""
    earlier = _earlier_shapes().get(found.iso3 or "")
    if earlier and max(int(year) for year in YEAR.findall(text)) <= earlier[0]:
        return Resolution(NameKind.AMBIGUOUS, None, "year", (found.iso3 or "", *earlier[1]))
    return found


@cache
def _earlier_shapes() -> dict[str, tuple[int, tuple[str, ...]]]:
    """By State that alone succeeded to others: the last year of those, and their codes."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for code, state in states().items():
        heirs = set(state.successors)
        if state.kind is EntityKind.HISTORICAL and state.ended and len(heirs) == 1:
            year, codes = found.get(next(iter(heirs)), (0, ()))
            found[next(iter(heirs))] = (max(year, state.ended.year), (*codes, code))
    return found


@cache
def _codes() -> dict[str, str]:
    """ISO 3166-1 alpha-3 codes, which may stand alone."""
    return {row["iso3"]: row["iso3"] for row in rows("states.csv") if len(row["iso3"]) == 3}


@cache
def _short_codes() -> dict[str, str]:
    """These, and the alpha-2 and M49 codes, which mean too much when they stand alone."""
    short = {row[column]: row["iso3"] for row in rows("states.csv") for column in ("iso2", "m49") if row[column]}
    return _codes() | short


def _entity(code: str) -> Resolution:
    is_state = states()[code].kind in (EntityKind.MEMBER, EntityKind.OBSERVER)
    return Resolution(NameKind.STATE if is_state else NameKind.OTHER, code, "code")
