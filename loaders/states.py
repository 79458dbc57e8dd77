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
from loaders.name_forms import bags, letters, repairs, split_capitals, words, words_of_role
from loaders.name_index import NameKind, Resolution, guess, index
from model import EntityKind

__all__ = ["NameKind", "Resolution", "guess", "resolve"]

LONGEST_NAME = 200
"""No name of a State is longer; a longer text is not searched for one."""

REMEMBERED = 8192
"""Names whose resolutions are kept: lists repeat the same two hundred."""

IN_BRACKETS = re.compile(r"^(?P<head>[^()\[\]（）]*?\S)\s*[(\[（](?P<note>[^()\[\]（）]*)[)\]）]\s*(?P<tail>[*†‡\d\s,.]*)$")
IN_NESTED_BRACKETS = re.compile(r"^(?P<head>[^(]*?\S)\s*\((?P<note>.*)\)\s*$")
AFTER_COMMA = re.compile(r"^(?P<head>[^,;，、]*\S)\s*[,;，、]\s*(?P<note>[^,;，、]*\S)\s*$")
CODE_BEFORE = re.compile(r"^\s*(?P<code>[A-Z]{2,3}|\d{3})\s*(?:[:|/=–—_]|-(?=\s)|\s-|\s)\s*(?P<name>\D.*)$", re.DOTALL)
CODE_BEHIND = re.compile(r"^(?P<name>.*?\S)\s*(?:[:|/=–—]|\s-\s|[(\[])\s*(?P<code>[A-Z]{2,3})\s*[)\]]?\s*$", re.DOTALL)
TWO_NAMES = re.compile(r"\s*/\s*|\s+or\s+|\s*=\s*|\s*;\s*|\s+aka\s+|\s*,?\s+(?:formerly|previously)\s+", re.IGNORECASE)
FOOTNOTE = re.compile(
    r"(?:\s*[(\[（]\s*(?:notes?|nota|see note|footnote)?\s*(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})(?:\s*[,;&]\s*(?:\d{1,3}|[a-zA-Z]))*\s*[)\]）]"
    r"|\s*\b[a-z]\s*/|\s*[,;.*†‡§#]+\s*[a-z]?\s*|\s+[a-z](?:\s*,\s*[a-z])*)\s*$"
)
YEARS = re.compile(
    r"\s*[,]?\s*[(\[（]?\s*(?:(?:up\s+to|until|till|since|from|before|after|to|and|as\s+of|as\s+from|pre|post|jusqu'en|depuis|hasta|desde|bis|ab|seit)\b|[\s.…,–—/-])*"
    r"(?:1[89]\d\d|20\d\d)(?:[\s.…,–—/-]|\b(?:to|and|until|onwards?|only)\b|\d{2,4})*[)\]）]?\s*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"1[89]\d\d|20\d\d")
UNREAD_LETTER = re.compile(r"(?<=\w)[?\ufffd]+|[?\ufffd]+(?=\w)")


def resolve(text: str) -> Resolution:
    """What the name means: kind, code and the rule that decided; never an error, whatever the text.

    >>> resolve("Korea, Rep. of").iso3, resolve("EST: Estonia").iso3, resolve("Guam (USA)").kind.value
    ('KOR', 'EST', 'other')
    >>> resolve("Korea").kind.value, resolve("Korea").candidates
    ('ambiguous', ('KOR', 'PRK'))
    """
    return _remembered(text)


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str) -> Resolution:
    if len(text) > LONGEST_NAME:
        return Resolution(NameKind.UNKNOWN, None, "too_long", text=text[:LONGEST_NAME])
    found = _as_known(text)
    if found is None:
        for rule in RULES:
            found = rule(text)
            if found is not None:
                break
    if found is None:
        return Resolution(NameKind.UNKNOWN, None, "none", text=text)
    if found.kind is NameKind.STATE and any(letter.isdigit() for letter in text):
        return _as_in_its_year(text, found)
    return found


def _as_known(text: str) -> Resolution | None:
    """The text as a whole: a known name, a code, or a known name in another order of words."""
    known = index()
    found = known.letters.get(letters(text))
    if found is not None:
        return found
    code = _codes().get(text.strip())
    if code is not None:
        return replace(_entity(code), rule="code")
    return _in_any_order(text)


def _in_any_order(text: str) -> Resolution | None:
    """The order-free key; all readings of its abbreviations that lead anywhere must lead to one meaning."""
    known = index()
    meanings = [meaning for key in bags(text) if (meaning := known.bags.get(key)) is not None]
    if not meanings or len({(meaning.kind, meaning.iso3) for meaning in meanings}) > 1 or _is_place_in_state(text):
        return None
    return replace(meanings[0], rule="token_key")


def _is_place_in_state(text: str) -> bool:
    """Whether the text reads ``Brazzaville (Congo)``: no State's name, then one."""
    parted = IN_BRACKETS.match(text) or AFTER_COMMA.match(text)
    if parted is None:
        return False
    known = index().letters
    behind = known.get(letters(parted["note"]))
    if behind is None or behind.kind is not NameKind.STATE:
        return False
    before = known.get(letters(parted["head"]))
    is_form_of_government = all(word in words_of_role("government") for bag in bags(parted["head"]) for word in bag.split())
    return not is_form_of_government and (before is None or before.kind is not NameKind.STATE)


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
    bare = text
    for _ in range(4):
        shorter = YEARS.sub("", FOOTNOTE.sub("", bare))
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
        code = parted and _codes(short=True).get(parted["code"])
        if parted and code:
            found = _as_known(parted["name"]) or _without_note(parted["name"])
            if found is not None and found.iso3 == code:
                return replace(found, rule="code_and_name")
    return None


def _with_two_names(text: str) -> Resolution | None:
    """Two names of one State: ``Myanmar/Burma``, ``Sri Lanka (Ceylon)``; never the same name twice (a city, often)."""
    bracketed = IN_BRACKETS.match(text) or IN_NESTED_BRACKETS.match(text)
    if bracketed:
        parts = [bracketed["head"], re.sub(r"^(?:formerly|previously|former|ex|or|now)\b[\s-]*", "", bracketed["note"], flags=re.IGNORECASE)]
    else:
        parts = TWO_NAMES.split(text)
    if len(parts) < 2 or len({letters(part) for part in parts}) < 2:
        return None
    meanings = [_as_known(part) for part in parts]
    first = meanings[0]
    if first is None or any(meaning is None or meaning.iso3 != first.iso3 or meaning.kind is not first.kind for meaning in meanings):
        return None
    return replace(first, rule="two_names")


def _with_remark(text: str) -> Resolution | None:
    """A remark in small letters that is about the figures, not the State: ``Canada (shipments)``, ``Chile, ulexite``."""
    parted = IN_BRACKETS.match(text) or AFTER_COMMA.match(text)
    if parted is None:
        return None
    head, remark = parted["head"], parted["note"]
    found = index().letters.get(letters(head)) or _in_any_order(head)
    if found is None:
        return None
    if found.kind is NameKind.OTHER:
        return replace(found, iso3=None, rule=f"{found.rule}_with_remark")
    if found.kind is not NameKind.STATE or not remark.isascii() or remark != remark.lower():
        return None
    said = words(remark)
    if not said or any(word in words_of_role("qualifier") or word in words_of_role("government") for word in said):
        return None
    if any(bag in index().bags for word in said for bag in bags(word)):
        return None
    return replace(found, rule="remark")


def _as_group(text: str) -> Resolution | None:
    """A word that only groups, totals and places have: countries, income, total, province."""
    if words_of_role("group").isdisjoint(words(text)):
        return None
    return Resolution(NameKind.OTHER, None, "group_word")


def _with_unread_letters(text: str) -> Resolution | None:
    """``R?publique d?mocratique du Congo``: letters lost on the way, where only one State's name fits."""
    if UNREAD_LETTER.search(text) is None:
        return None
    pattern = re.compile(r"\w{0,2}".join(re.escape(letters(part)) for part in UNREAD_LETTER.split(text)))
    fitting = {(meaning.kind, meaning.iso3): meaning for name, meaning in index().letters.items() if pattern.fullmatch(name)}
    return replace(next(iter(fitting.values())), rule="unread_letters") if len(fitting) == 1 else None


def _completed(text: str) -> Resolution | None:
    """A name cut off by the width of its column, within a word."""
    found = index().completed(letters(text)) if text[-1:].isalpha() else None
    return replace(found, rule="cut_off") if found is not None else None


def _corrected(text: str) -> Resolution | None:
    """One wrong, missing, doubled or swapped letter in a long name that nothing else resembles."""
    found = index().corrected(letters(text))
    return replace(found, rule="one_letter") if found is not None else None


RULES: tuple[Callable[[str], Resolution | None], ...] = (
    _repaired,
    _without_note,
    _with_code,
    _with_two_names,
    _with_remark,
    _as_group,
    _with_unread_letters,
    _completed,
    _corrected,
)
"""What is tried when the text as a whole is not known, in this order; the first that can answer does."""


def _as_in_its_year(text: str, found: Resolution) -> Resolution:
    """``Yemen (until 1989)`` may mean either Yemen: a year before the State took its present shape leaves it open."""
    earlier = _earlier_shapes().get(found.iso3 or "")
    years = [int(year) for year in YEAR.findall(text)]
    if earlier and years and max(years) <= earlier[0]:
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
def _codes(short: bool = False) -> dict[str, str]:
    """ISO 3166-1 alpha-3 codes of States; with ``short`` also alpha-2 and M49, which mean too much when they stand alone."""
    codes = {row["iso3"]: row["iso3"] for row in rows("states.csv") if len(row["iso3"]) == 3}
    if short:
        codes |= {row[column]: row["iso3"] for row in rows("states.csv") for column in ("iso2", "m49") if row[column]}
    return codes


def _entity(code: str) -> Resolution:
    is_state = states()[code].kind in (EntityKind.MEMBER, EntityKind.OBSERVER)
    return Resolution(NameKind.STATE if is_state else NameKind.OTHER, code, "code")
