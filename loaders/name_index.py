"""What every written name means: the tables of names, brought into forms that can be looked up at once.

Names are taken in tiers, and a name of an earlier tier is never changed by a later one: first what was reviewed
(UNTERM, former names, ``data/names/written.csv``, ``not_states.csv``, ``ambiguous.csv``), then what was collected in the
official languages, in Portuguese and German, in other languages, and last the first-level parts of States. What no
State's name is has its entry too, so that it can be told apart from what is not known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.fuzz import ratio

from loaders.known import rows, states
from loaders.name_forms import bags, letters, words_of_role
from model import LANGUAGES, EntityKind

SHORTEST_CORRECTED = 6
"""A name of fewer letters is never corrected: Niger and Nigeria, Mali and Malawi are too near."""

CLEAR_DISTANCE = 3
"""A correction by one letter is made only when every name with another meaning is at least so many letters away."""

SHORTEST_TRUNCATED = 9
MOST_CUT_OFF = 14
"""How long a name must be to be taken for one cut off by its column, and how many letters may be missing."""

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


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Every known name by its letters, by its order-free key, by its halves (for one wrong letter), and in order.

    In ``bags`` a key that two names with different meanings share is held as None: it decides nothing.
    """

    letters: dict[str, Resolution]
    bags: dict[str, Resolution | None]
    halves: dict[tuple[int, str], list[str]]
    ordered: list[str]

    def corrected(self, key: str) -> Resolution | None:
        """The meaning of the known name that differs by one letter, when nothing else is near. ``key`` is letters only."""
        if len(key) < SHORTEST_CORRECTED or not key.isalpha():
            return None
        near = [name for name in self._candidates(key) if OSA.distance(key, name, score_cutoff=1) <= 1 and not _is_inflection(key, name)]
        if not near:
            return None
        meanings = {self.letters[name].iso3 for name in near}
        found = self.letters[near[0]]
        if len(meanings) > 1 or found.kind is not NameKind.STATE:
            return None
        around = process.extract(key, self.ordered, scorer=Levenshtein.distance, score_cutoff=CLEAR_DISTANCE - 1, limit=None)
        return found if all(self._is_no_rival(name, distance, found) for name, distance, _ in around) else None

    def _is_no_rival(self, name: str, distance: float, found: Resolution) -> bool:
        """Names of the same State are none; parts of States, thousands of them, only at one letter's distance."""
        meaning = self.letters[name]
        return meaning.iso3 == found.iso3 or meaning.rule == "subdivision" and distance > 1

    def _candidates(self, key: str) -> Iterator[str]:
        """Names that share their first or second half with ``key``; one wrong letter leaves one half whole."""
        half = len(key) // 2
        swapped = key[: half - 1] + key[half] + key[half - 1] + key[half + 1 :]
        if swapped in self.letters:
            yield swapped
        for length in (len(key) - 1, len(key), len(key) + 1):
            half = length // 2
            yield from self.halves.get((length, key[:half]), ())
            yield from self.halves.get((-length, key[half - length :]), ())

    def completed(self, key: str) -> Resolution | None:
        """The meaning of all known names that begin with ``key``, when they agree and little is missing."""
        if len(key) < SHORTEST_TRUNCATED:
            return None
        found: Resolution | None = None
        for place in range(bisect_left(self.ordered, key), len(self.ordered)):
            name = self.ordered[place]
            if not name.startswith(key):
                break
            meaning = self.letters[name]
            if found is not None and meaning.iso3 != found.iso3 or meaning.iso3 is None:
                return None
            if found is None or len(name) - len(key) <= MOST_CUT_OFF:
                found = meaning
        return found


def _is_inflection(key: str, name: str) -> bool:
    """Whether ``key`` is the name with a letter behind that makes it an adjective or a people: Guinean, Iraqi."""
    return key[:-1] == name and key[-1] in "nirs"


@dataclass(frozen=True, slots=True)
class _Entry:
    written: str
    meaning: Resolution
    tier: int
    rule: str


def _meaning(code: str, rule: str) -> Resolution:
    state = states().get(code)
    if state is None:
        return Resolution(NameKind.OTHER, None, rule)
    is_state = state.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)
    return Resolution(NameKind.STATE if is_state else NameKind.OTHER, code, rule)


def _reviewed() -> Iterator[_Entry]:
    for state in states().values():
        for language in LANGUAGES:
            yield _Entry(state.names[language], _meaning(state.iso3, "short"), 0, "short")
            yield _Entry(state.formal[language], _meaning(state.iso3, "formal"), 0, "formal")
    for row in rows("former_names.csv"):
        yield _Entry(row["name"], _meaning(row["iso3"], "former"), 0, "former")
    for row in rows("names/written.csv"):
        yield _Entry(row["written"], _meaning(row["code"], row["rule"]), 0, row["rule"])
    for row in rows("names/not_states.csv"):
        yield _Entry(row["written"], Resolution(NameKind.OTHER, None, row["what"]), 0, row["what"])
    for row in rows("names/ambiguous.csv"):
        candidates = tuple(row["candidates"].split())
        yield _Entry(row["written"], Resolution(NameKind.AMBIGUOUS, None, "ambiguous", candidates), 0, "ambiguous")


def _collected() -> Iterator[_Entry]:
    for row in rows("names/collected.csv"):
        languages = set(row["languages"].split())
        tier = 1 if languages & set(LANGUAGES) else 2 if languages & {"pt", "de"} else 3
        rule = "listed" if row["code"] in states() else "territory" if row["code"].isalpha() else "region"
        yield _Entry(row["written"], _meaning(row["code"], rule), tier, rule)
    for row in rows("names/subdivisions.csv"):
        yield _Entry(row["written"], Resolution(NameKind.OTHER, None, "subdivision"), 4, "subdivision")


def _with_government(entry: _Entry, governments: dict[str, set[str]]) -> Iterator[str]:
    """Order-free keys of a short name together with the State's forms of government: ``kenya republic``."""
    if entry.meaning.kind is not NameKind.STATE or entry.rule in ("formal", "misspelling"):
        return
    for bag in bags(entry.written):
        words = bag.split()
        if words and not set(words) & words_of_role("government"):
            for government in governments.get(entry.meaning.iso3 or "", ()):
                yield " ".join(sorted([*words, *government.split()]))


def _governments() -> dict[str, set[str]]:
    """By State, the words of government of its formal names, and the chief word among them alone."""
    found: dict[str, set[str]] = {}
    formal = [(state.iso3, state.formal["en"]) for state in states().values()]
    formal += [(row["code"], row["written"]) for row in rows("names/written.csv") if row["rule"] == "formal"]
    for code, name in formal:
        for bag in bags(name):
            government = [word for word in bag.split() if word in words_of_role("government")]
            if government:
                found.setdefault(code, set()).add(" ".join(government))
                if not {"people", "socialist"}.intersection(government):  # a Republic of China or of Viet-Nam was another one
                    found[code].update(word for word in government if word in ("republic", "kingdom"))
    return found


def _agree(one: Resolution, other: Resolution) -> bool:
    return one.kind is other.kind and one.iso3 == other.iso3


def _both(one: Resolution, other: Resolution) -> Resolution:
    codes = {code for meaning in (one, other) for code in (meaning.iso3, *meaning.candidates) if code}
    return Resolution(NameKind.AMBIGUOUS, None, "ambiguous", tuple(sorted(codes)))


@cache
def index() -> NameIndex:
    """The index over all tables, built when the first name is looked up."""
    entries = sorted([*_reviewed(), *_collected()], key=lambda entry: entry.tier)
    by_letters: dict[str, tuple[int, Resolution]] = {}
    for entry in entries:
        key = letters(entry.written)
        tier, known = by_letters.setdefault(key, (entry.tier, entry.meaning))
        if tier == entry.tier and not _agree(known, entry.meaning):
            by_letters[key] = (tier, _both(known, entry.meaning))
    by_letters.pop("", None)
    names = {key: meaning for key, (_, meaning) in by_letters.items()}
    ordered = sorted(names)
    halves: dict[tuple[int, str], list[str]] = {}
    for name in ordered:
        half = len(name) // 2
        halves.setdefault((len(name), name[:half]), []).append(name)
        halves.setdefault((-len(name), name[half:]), []).append(name)
    return NameIndex(names, _bag_index(entries, by_letters), halves, ordered)


def _bag_index(entries: list[_Entry], by_letters: dict[str, tuple[int, Resolution]]) -> dict[str, Resolution | None]:
    governments = _governments()
    by_bag: dict[str, tuple[int, Resolution | None]] = {}

    def add(key: str, tier: int, meaning: Resolution) -> None:
        held, known = by_bag.setdefault(key, (tier, meaning))
        if held == tier and known is not None and not _agree(known, meaning):
            by_bag[key] = (tier, None)

    for entry in entries:
        if entry.tier > 3:
            break
        _, meaning = by_letters.get(letters(entry.written), (0, entry.meaning))
        for key in bags(entry.written):
            add(key, entry.tier, meaning)
    for entry in entries:
        if entry.tier <= 2:
            for key in _with_government(entry, governments):
                add(key, 5 + entry.tier, entry.meaning)
    by_bag.pop("", None)
    return {key: meaning for key, (_, meaning) in by_bag.items()}


@cache
def _guessable() -> tuple[list[str], list[str]]:
    names, codes = [], []
    for name, meaning in index().letters.items():
        if meaning.iso3 is not None:
            names.append(name)
            codes.append(meaning.iso3)
    return names, codes


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
