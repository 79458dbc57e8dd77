"""The method for reported measures in plain Python, row by row: what the cube is measured and checked against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Key = tuple[str, str, str]


class Asked(NamedTuple):
    """A question as the loop needs it."""

    question: str
    provision: str
    weight: float
    rule: str


class Figure(NamedTuple):
    """One State, cycle and provision."""

    score: float | None
    answered: float | None
    low: float | None
    high: float | None
    level: str


class Known:
    """What is known of a statement: that it holds, that it does not, or neither."""

    def __init__(self, yes: bool, no: bool) -> None:
        self.yes, self.no = yes, no

    def __and__(self, other: Known) -> Known:
        return Known(self.yes and other.yes, self.no or other.no)

    def __or__(self, other: Known) -> Known:
        return Known(self.yes or other.yes, self.no and other.no)

    def __invert__(self) -> Known:
        return Known(self.no, self.yes)


def figures(
    answers: Iterable[tuple[str, str, str, str]],
    questions: Sequence[Asked],
    scores: Mapping[str, float | None],
    states: Sequence[str],
    cycles: Sequence[str],
    threshold: float,
    returned: Iterable[tuple[str, str]] | None = None,
) -> dict[Key, Figure]:
    """Every figure, from answers (state, cycle, question, value) of one edition; an empty value is a blank."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for state, cycle, question, value in answers:
        said.setdefault((state, cycle), {})[question] = value
    sent = set(said) if returned is None else set(returned)
    rules = {asked.question: _compiled(asked.rule) for asked in questions if asked.rule}
    serves: dict[str, list[Asked]] = {}
    for asked in questions:
        if asked.weight > 0:
            serves.setdefault(asked.provision, []).append(asked)
            above = asked.provision.rpartition(".")[0]
            if "." in above:
                serves.setdefault(above, []).append(asked)
    found = {}
    for state in states:
        for cycle in cycles:
            told = said.get((state, cycle), {})
            aside = _set_aside(told, questions, rules)
            for provision, asked_here in serves.items():
                found[state, cycle, provision] = _figure(
                    told, asked_here, aside, scores, threshold, (state, cycle) in sent
                )
    return found


def distribution(found: Mapping[Key, Figure], states: Iterable[str], cycle: str) -> dict[tuple[str, str], int]:
    """How many of the States stand at each level under each provision."""
    counts: dict[tuple[str, str], int] = {}
    wanted = set(states)
    for (state, when, provision), figure in found.items():
        if when == cycle and state in wanted:
            counts[provision, figure.level] = counts.get((provision, figure.level), 0) + 1
    return counts


def _figure(
    told: Mapping[str, str],
    asked_here: Sequence[Asked],
    aside: set[str],
    scores: Mapping[str, float | None],
    threshold: float,
    sent: bool,
) -> Figure:
    earned = answered = lacking = 0.0
    for question, _, weight, _ in asked_here:
        value = told.get(question, "")
        if value == "" and question not in aside:
            lacking += weight
        elif value != "" and (score := scores[value]) is not None:
            earned += weight * score
            answered += weight
    whole = answered + lacking
    if not sent:
        return Figure(None, 0.0, 0.0, 1.0, "no_return")
    if not whole:
        return Figure(None, None, None, None, "not_applicable")
    low, high, share = earned / whole, (earned + lacking) / whole, answered / whole
    if not answered:
        return Figure(None, share, low, high, "blank")
    if share < threshold:
        return Figure(None, share, low, high, "withheld")
    score = earned / answered
    return Figure(score, share, low, high, _band(score))


def _band(score: float) -> str:
    if score == 1:
        return "full"
    if score > 0.5:
        return "large"
    return "part" if score > 0.25 else "early"


def _compiled(rule: str) -> object:
    """The rule as a Python expression over ``chose(question, value)``."""
    text = re.sub(r"selected\(\$\{(\w+)\},\s*('[^']*')\)", r"chose('\1', \2)", rule)
    text = text.replace(" and ", " & ").replace(" or ", " | ").replace("not(", "~(")
    return compile(text, rule, "eval")


def _set_aside(told: Mapping[str, str], questions: Sequence[Asked], rules: Mapping[str, object]) -> set[str]:
    aside: set[str] = set()

    def chose(question: str, value: str) -> Known:
        words = told.get(question, "").split()
        return Known(value in words, bool(words and value not in words) or (not words and question in aside))

    for asked in questions:
        if asked.question in rules and eval(rules[asked.question], {"chose": chose}).no:  # type: ignore[arg-type]
            aside.add(asked.question)
    return aside
