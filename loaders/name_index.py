"""What every written name means: the tables of names, brought into forms that can be looked up at once.

Names are taken in tiers, and a name of an earlier tier is never changed by a later one: first what was reviewed
(UNTERM, former names, ``data/names/written.csv``, ``not_states.csv``, ``ambiguous.csv``), then what was collected in
the official languages, in Portuguese and German, cities, other languages, and last the parts of States. What is no
State's name has its entry too, so that it can be told apart from what is not known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from loaders.known import rows, states
from loaders.name_forms import bags, letters, words, words_of_role
from model import LANGUAGES, EntityKind

OTHER_LANGUAGES, PARTS = 4, 5
"""The tiers of names in other than the official languages, Portuguese and German, and of parts of States."""

SHORTEST_COLLECTED = 4
"""A collected name of fewer Latin letters is left out: ``Nga`` is Russia in Vietnamese, and Nigeria's code."""

SHORTEST_CORRECTED = 5
"""A word of fewer letters is never corrected; where it is the whole name, it has to have one letter more."""

SHORTEST_CUT_OFF = 12
"""How long a text must be to be taken for one cut off by its column."""

SUGGESTED_FROM = 78.0
"""The likeness, of 100, from which a name is suggested."""

RUNNER_UP = 4.0
"""By how much a suggestion must be nearer than the next State."""


class NameKind(StrEnum):
    """What a written name turned out to be."""

    STATE = "state"
    OTHER = "other"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written name means, and the rule that decided.

    ``iso3`` is the code of ``data/states.csv``: always there for a ``state`` (member or observer), for ``other`` only
    where the entity takes or took part in treaties (European Union, Cook Islands, Czechoslovakia ...), else None.
    ``candidates`` are the codes an ``ambiguous`` name may mean.
    """

    kind: NameKind
    iso3: str | None
    rule: str
    candidates: tuple[str, ...] = ()
    text: str = field(default="", repr=False, compare=False)

    @property
    def suggestion(self) -> str | None:
        """The code of the one State that an unknown name is like; a question for a person, never applied."""
        return guess(self.text) if self.kind is NameKind.UNKNOWN else None

    def agrees(self, other: Resolution) -> bool:
        """Whether both mean the same."""
        return self.kind is other.kind and self.iso3 == other.iso3


class _Entry(NamedTuple):
    written: str
    meaning: Resolution
    tier: int
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Every known name in the forms in which a text is compared with it.

    ``letters``: nothing but its letters. ``bags``: its order-free key; a key that names with different meanings share
    is held as None, it decides nothing. ``ungoverned``: the order-free key without words of government, None when
    States or territories differ in these words alone. ``spelled``: its words in order, ``ordered`` for bisection.
    ``vocabulary``: every word of every name. ``nearly``: English words of States' names by themselves less one letter.
    """

    letters: dict[str, Resolution]
    bags: dict[str, Resolution | None]
    ungoverned: dict[str, Resolution | None]
    spelled: dict[str, Resolution]
    ordered: list[str]
    vocabulary: frozenset[str]
    nearly: dict[str, list[str]]

    def known(self, text: str) -> Resolution | None:
        """The meaning of the text by its letters alone."""
        return self.letters.get(letters(text))

    def in_any_order(self, text: str) -> Resolution | None:
        """The meaning by the order-free key; all readings of abbreviations that lead anywhere must lead to one."""
        return _agreed(self.bags.get(bag) for bag in bags(text))

    def under_another_government(self, text: str) -> Resolution | None:
        """The State whose name is left without ``Republic``, ``Kingdom`` ..., when no other one shares that name."""
        found = _agreed(self.ungoverned.get(_ungoverned(bag)) for bag in bags(text))
        return found if found is not None and found.kind is NameKind.STATE else None

    def cut_off(self, text: str) -> Resolution | None:
        """The meaning of all known names that begin with the text, which ends within a word of theirs."""
        if len(text) < SHORTEST_CUT_OFF or not text[-1].isalpha():
            return None
        key = " ".join(words(text))
        found: Resolution | None = None
        for place in range(bisect_left(self.ordered, key), len(self.ordered)):
            name = self.ordered[place]
            if not name.startswith(key):
                break
            meaning = self.spelled[name]
            if name[len(key) : len(key) + 1] in (" ", "") or (found is not None and not meaning.agrees(found)):
                return None
            found = meaning
        return found if " " in key else None

    def corrected(self, text: str) -> Resolution | None:
        """The State that is meant when one word has one wrong, missing, doubled or swapped letter.

        The word must be one that no known name has, the right one an English one, and no other meaning may be two
        letters away. A different ending is no error: Albanian, serbio.
        """
        spelled = words(text)
        unknown = [place for place, word in enumerate(spelled) if word not in self.vocabulary]
        if len(unknown) != 1 or len(spelled[unknown[0]]) < SHORTEST_CORRECTED + (len(spelled) == 1):
            return None
        place = unknown[0]
        word = spelled[place]
        found: Resolution | None = None
        for right in {right for form in _less_one_letter(word) for right in self.nearly.get(form, ())}:
            meaning = self._with_word(spelled, place, right) if OSA.distance(word, right) == 1 else None
            if meaning is None:
                continue
            if _is_ending(word, right) or (found is not None and not found.agrees(meaning)):
                return None
            found = meaning
        if found is None or found.kind is not NameKind.STATE:
            return None
        around = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=2, limit=None)
        others = (self._with_word(spelled, place, near) for near, *_ in around)
        return found if all(other is None or other.agrees(found) for other in others) else None

    def _with_word(self, spelled: list[str], place: int, word: str) -> Resolution | None:
        text = " ".join([*spelled[:place], word, *spelled[place + 1 :]])
        return self.known(text) or self.in_any_order(text)


def _agreed(meanings: Iterable[Resolution | None]) -> Resolution | None:
    found: Resolution | None = None
    for meaning in meanings:
        if meaning is not None:
            if found is not None and not found.agrees(meaning):
                return None
            found = meaning
    return found


def _ungoverned(bag: str) -> str:
    return " ".join(word for word in bag.split() if word not in words_of_role("government"))


def _less_one_letter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _is_ending(word: str, right: str) -> bool:
    """Whether the words differ in the last letter only, or by one letter behind."""
    return word[: len(right) - 1] == right[:-1]


def _meaning(code: str, rule: str) -> Resolution:
    state = states().get(code)
    if state is None:
        return Resolution(NameKind.OTHER, None, rule)
    is_state = state.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)
    return Resolution(NameKind.STATE if is_state else NameKind.OTHER, code, rule)


def _reviewed() -> Iterator[_Entry]:
    for state in states().values():
        for language in LANGUAGES:
            yield _Entry(state.names[language], _meaning(state.iso3, "short"), 0, frozenset([language]))
            formal = state.formal[language].split(" (")[0]
            yield _Entry(formal, _meaning(state.iso3, "formal"), 0, frozenset([language]))
    for row in rows("former_names.csv"):
        yield _Entry(row["name"], _meaning(row["iso3"], "former"), 0, frozenset(["en"]))
    for row in rows("names/written.csv"):
        yield _Entry(row["written"], _meaning(row["code"], row["rule"]), 0, frozenset(row["language"].split()))
    for row in rows("names/not_states.csv"):
        yield _Entry(row["written"], Resolution(NameKind.OTHER, None, row["what"]), 0)
    for row in rows("names/ambiguous.csv"):
        candidates = tuple(row["candidates"].split())
        yield _Entry(row["written"], Resolution(NameKind.AMBIGUOUS, None, "ambiguous", candidates), 0)


def _collected() -> Iterator[_Entry]:
    for row in rows("names/collected.csv"):
        languages = frozenset(row["languages"].split())
        tier = 1 if languages & set(LANGUAGES) else 2 if languages & {"pt", "de"} else OTHER_LANGUAGES
        rule = "listed" if row["code"] in states() else "territory" if row["code"].isalpha() else "region"
        key = letters(row["written"])
        if len(key) >= SHORTEST_COLLECTED or not key.isascii():
            yield _Entry(row["written"], _meaning(row["code"], rule), tier, languages)
    for name, tier in (("cities", 3), ("subdivisions", PARTS)):
        meaning = Resolution(NameKind.OTHER, None, {"cities": "city", "subdivisions": "subdivision"}[name])
        for row in rows(f"names/{name}.csv"):
            yield _Entry(row["written"], meaning, tier)


@cache
def index() -> NameIndex:
    """The index over all tables, built when the first name is looked up."""
    entries = sorted([*_reviewed(), *_collected()], key=lambda entry: entry.tier)
    by_letters: dict[str, tuple[int, Resolution]] = {}
    for entry in entries:
        key = letters(entry.written)
        tier, known = by_letters.setdefault(key, (entry.tier, entry.meaning))
        if tier == entry.tier and not known.agrees(entry.meaning):
            by_letters[key] = (tier, _both(known, entry.meaning))
    by_letters.pop("", None)
    names = {key: meaning for key, (_, meaning) in by_letters.items()}
    spelled = {" ".join(words(entry.written)): names.get(letters(entry.written)) for entry in entries}
    by_words = {key: meaning for key, meaning in spelled.items() if key and meaning is not None}
    in_bags, ungoverned = _order_free(entries, names)
    return NameIndex(
        letters=names,
        bags=in_bags,
        ungoverned=ungoverned,
        spelled=by_words,
        ordered=sorted(by_words),
        vocabulary=frozenset(word for key in by_words for word in key.split()),
        nearly=_nearly(entries),
    )


def _both(one: Resolution, other: Resolution) -> Resolution:
    codes = {code for meaning in (one, other) for code in (meaning.iso3, *meaning.candidates) if code}
    return Resolution(NameKind.AMBIGUOUS, None, "ambiguous", tuple(sorted(codes)))


def _order_free(
    entries: list[_Entry], names: dict[str, Resolution]
) -> tuple[dict[str, Resolution | None], dict[str, Resolution | None]]:
    """The order-free keys. Not of other languages, whose small words mean something in these: ``Dél-Korea``."""
    by_bag: dict[str, tuple[int, Resolution | None]] = {}
    ungoverned: dict[str, Resolution | None] = {}
    for entry in entries:
        if entry.tier >= OTHER_LANGUAGES:
            break
        meaning = names.get(letters(entry.written), entry.meaning)
        for key in bags(entry.written):
            tier, known = by_bag.setdefault(key, (entry.tier, meaning))
            if tier == entry.tier and known is not None and not known.agrees(meaning):
                by_bag[key] = (tier, None)
            plain = _ungoverned(key)
            known = ungoverned.setdefault(plain, meaning)
            if known is not None and not known.agrees(meaning):
                ungoverned[plain] = None
    by_bag.pop("", None)
    ungoverned.pop("", None)
    return {key: meaning for key, (_, meaning) in by_bag.items()}, ungoverned


def _nearly(entries: list[_Entry]) -> dict[str, list[str]]:
    right = {
        word
        for entry in entries
        if entry.meaning.kind is NameKind.STATE and "en" in entry.languages and entry.meaning.rule != "misspelling"
        for word in words(entry.written)
        if len(word) >= SHORTEST_CORRECTED
    }
    nearly: dict[str, list[str]] = defaultdict(list)
    for word in right:
        for form in _less_one_letter(word):
            nearly[form].append(word)
    return dict(nearly)


@cache
def _guessable() -> tuple[list[str], list[str]]:
    named = [(name, meaning.iso3) for name, meaning in index().letters.items() if meaning.iso3 is not None]
    return [name for name, _ in named], [code for _, code in named]


@lru_cache(maxsize=1024)
def guess(text: str) -> str | None:
    """The code of the one entity whose name the text is like, or None when none or several are near.

    >>> guess("Venezuala, Bolivaran Rep.")
    'VEN'
    """
    key = letters(text)[:80]
    if len(key) < 4:
        return None
    names, codes = _guessable()
    best: dict[str, float] = {}
    for _, score, place in process.extract(key, names, scorer=ratio, score_cutoff=SUGGESTED_FROM - RUNNER_UP, limit=40):
        best.setdefault(codes[place], score)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < SUGGESTED_FROM:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < RUNNER_UP:
        return None
    return ranked[0][0]
