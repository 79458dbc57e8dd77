"""Whose figures: all Member States, one group of them on the day, or a list of the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from unicodedata import combining, normalize

from pandas import DataFrame

from compliance.adherence import members_on
from compliance.groups import ALL, groups_on
from language import say
from loaders import known
from model import Choices, EntityKind, State

SCHEMES = {"regional": "Regional group", "m49": "Region (M49)", "special": "Countries in special situations"}
"""The ways of grouping that are offered, with their names."""

OWN = "A group of the reader's own"


def parse(asked: str) -> tuple[str, str]:
    """Scheme and group named as ``regional:African States``; the regional groups and no group for anything else."""
    scheme, _, group = asked.partition(":")
    return (scheme, group) if f"{scheme}:{group}" in groups() else (scheme if scheme in SCHEMES else "regional", "")


@cache
def groups() -> tuple[str, ...]:
    """Every group that can be chosen, as ``scheme:group``."""
    table = known.groups()
    found = table[table["scheme"].isin(SCHEMES)].drop_duplicates(["scheme", "group"])
    order = list(SCHEMES)
    pairs = sorted(zip(found["scheme"], found["group"], strict=True), key=lambda pair: (order.index(pair[0]), pair[1]))
    return tuple(f"{scheme}:{group}" for scheme, group in pairs)


def states_in(choice: Choices) -> list[str]:
    """The Member States on the day that the reader's choice covers, by code."""
    members = members_on(known.seats(), choice.as_at)
    if choice.states:
        return sorted(set(choice.states) & set(members))
    if choice.group:
        return groups_on(known.groups(), choice.scheme, members, choice.as_at).get(choice.group, [])
    return members


def of_whom(choice: Choices) -> str:
    """Who the N of a figure is, as a plural: ``Member States``, ``African States``, ``Member States chosen``."""
    if choice.states:
        return say("Member States chosen by the reader", choice.language)
    if not choice.group:
        return say("Member States", choice.language)
    if choice.scheme == "m49":
        return say("Member States in {region}", choice.language, region=say(choice.group, choice.language))
    return say(choice.group, choice.language)


@lru_cache
def by_group(choice: Choices) -> Mapping[str, Sequence[str]]:
    """The groups of the chosen scheme on the day, the reader's own list if there is one, then all Member States."""
    own = {OWN: choice.states} if choice.states else None
    return groups_on(known.groups(), choice.scheme, members_on(known.seats(), choice.as_at), choice.as_at, own)


def whole(choice: Choices) -> Mapping[str, Sequence[str]]:
    """The States of the choice as one group, under the name of all."""
    return {ALL: states_in(choice)}


def observer_states() -> list[str]:
    """The non-member observer States, by code in the alphabetical order of their English names."""
    observers = [state for state in known.states().values() if state.kind is EntityKind.OBSERVER]
    return [state.iso3 for state in sorted(observers, key=by_name("en"))]


def number_of(code: str) -> str:
    """The number of a provision as it is cited: ``7 (a)`` for ``D.7.a``.

    >>> number_of("D.7.a"), number_of("C.11")
    ('7 (a)', '11')
    """
    _, number, *measure = code.split(".")
    return f"{number} ({measure[0]})" if measure else number


def cited(code: str, language: str = "en") -> str:
    """A provision as it is cited: ``Article 7 (a)``, ``Paragraph 3``."""
    words = "Article {number}" if code.startswith("D.") else "Paragraph {number}"
    return say(words, language, number=number_of(code))


def by_name(language: str) -> Callable[[State], str]:
    """A key that puts States in the alphabetical order of a language, accents apart."""
    return lambda state: _plain(state.names[language])


def named(codes: Sequence[str], language: str = "en") -> list[str]:
    """The names of States by code, in alphabetical order of the language."""
    states = known.states()
    return [state.names[language] for state in sorted((states[code] for code in codes), key=by_name(language))]


def with_names(table: DataFrame, language: str = "en") -> DataFrame:
    """The table with the State's name in front, in alphabetical order of names; other orders are kept within it."""
    states = known.states()
    names = table["state"].map(lambda code: states[code].names[language] if code in states else code)
    ordered = table.assign(name=names, _key=names.map(_plain)).sort_values("_key", kind="stable")
    return ordered.drop(columns="_key").reset_index(drop=True)


def _plain(name: str) -> str:
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter)).casefold()
