"""Replies: what every State said to every scored question, as one array; and what it was not asked or did not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from compliance.places import places
from compliance.settled import Truth, truth
from model import Missing, Visibility
from relevance import Equals, Selected, asked_about, condition

NOT_RELEVANT = "not_relevant"
"""Blank, and rightly so: the State's own earlier answer settles that the question does not apply."""

NO_ROW, EMPTY, HIDDEN, FIRST = 0, 1, 2, 3
"""What stands at one place before words are looked up: nothing, a row without a word, one kept back, then the words."""


@dataclass(frozen=True, slots=True)
class Replies:
    """What was said: ``said`` holds the place in ``values`` by State, cycle and question.

    ``values`` are the words of the scale in their order, then ``not_relevant``, ``confidential`` and ``blank``;
    ``editions`` are those of the cycles; ``returned`` says by State and cycle whether a return was received.
    """

    states: tuple[str, ...]
    cycles: tuple[str, ...]
    editions: tuple[str, ...]
    questions: tuple[str, ...]
    values: tuple[str, ...]
    said: np.ndarray
    returned: np.ndarray

    def counts(self, cycle: str, states: np.ndarray | None = None) -> np.ndarray:
        """How many States that sent a return gave each value to each question: (questions, values)."""
        place = self.cycles.index(cycle)
        who = self.returned[:, place] if states is None else self.returned[:, place] & states
        return (self.said[who, place, :, None] == np.arange(len(self.values), dtype=np.int8)).sum(axis=0)


def scored(questions: pd.DataFrame) -> pd.DataFrame:
    """The questions that are scored: a choice on the scale, with a weight."""
    return questions[(questions["kind"] == "scale") & (questions["weight"] > 0)]


def replies(
    answers: pd.DataFrame,
    questions: pd.DataFrame,
    words: Sequence[str],
    states: Sequence[str],
    cycles: Mapping[str, str],
    returns: pd.DataFrame | None = None,
) -> Replies:
    """The answers to scored questions, laid out by State, cycle and question.

    ``words`` are the scale in its order; ``cycles`` maps each cycle to its edition; the other frames are those of
    ``compliance.cube.cube``, which also says what is raised.
    """
    names = tuple(dict.fromkeys(scored(questions)["question"]))
    needed = _with_gates(names, questions)
    state, cycle = places(answers["state"], states), places(answers["cycle"], tuple(cycles))
    shape = (len(states), len(cycles), len(needed))
    heard, uniques = _laid_out(answers, state, cycle, places(answers["question"], needed), shape)
    if returns is not None:
        state, cycle = places(returns["state"], states), places(returns["cycle"], tuple(cycles))
    place_of = {word: place for place, word in enumerate(words)}
    hidden, blank = len(words) + 1, len(words) + 2
    lookup = np.array([blank, blank, hidden, *(place_of.get(word, -1) for word in uniques)], dtype=np.int8)
    said = lookup[heard[:, :, : len(names)]]
    _refuse_unknown(said, heard, names, uniques)
    for edition in dict.fromkeys(cycles.values()):
        among = [place for place, code in enumerate(cycles) if cycles[code] == edition]
        form = in_edition(questions, edition)
        aside = _set_aside(heard[:, among, :], needed, uniques, form)
        part = said[:, among, :]
        part[(part == blank) & aside[:, :, : len(names)]] = len(words)
        if returns is not None and "shown" in returns.columns:
            kept = _kept_back(returns, state, cycle, form, names, said.shape)
            part[(part == blank) & kept[:, among, :]] = hidden
        said[:, among, :] = part
    values = (*words, NOT_RELEVANT, Missing.CONFIDENTIAL.value, Missing.BLANK.value)
    returned = _returned(state, cycle, shape[:2])
    return Replies(tuple(states), tuple(cycles), tuple(cycles.values()), names, values, said, returned)


def in_edition(questions: pd.DataFrame, edition: str) -> pd.DataFrame:
    """The questions of one edition; all of them where the frame knows no editions."""
    return questions[questions["edition"] == edition] if "edition" in questions.columns else questions


def _with_gates(names: tuple[str, ...], questions: pd.DataFrame) -> tuple[str, ...]:
    """The scored questions, then every question on which their relevance rests, directly or through another."""
    if "relevance" not in questions.columns:
        return names
    rules: dict[str, set[str]] = {}
    for question, rule in zip(questions["question"], questions["relevance"], strict=True):
        rules.setdefault(question, set()).update(gate for gate, _ in asked_about(rule or ""))
    found = dict.fromkeys(names)
    waiting = list(names)
    while waiting:
        for gate in sorted(rules.get(waiting.pop(), ())):
            if gate not in found:
                found[gate] = None
                waiting.append(gate)
    return (*names, *sorted(set(found) - set(names)))


def _returned(state: np.ndarray, cycle: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    held = np.zeros(shape, dtype=bool)
    known = (state >= 0) & (cycle >= 0)
    held[state[known], cycle[known]] = True
    return held


def _laid_out(
    answers: pd.DataFrame, state: np.ndarray, cycle: np.ndarray, question: np.ndarray, shape: tuple[int, int, int]
) -> tuple[np.ndarray, list[str]]:
    """The words by State, cycle and question, as ``FIRST`` plus their place in the list given back with them."""
    wanted = np.flatnonzero((state >= 0) & (cycle >= 0) & (question >= 0))
    codes, uniques = pd.factorize(answers["value"].array[wanted])
    words = [str(word) for word in uniques]
    lookup = np.array([*(FIRST + place if word else EMPTY for place, word in enumerate(words)), EMPTY], dtype=np.int32)
    code = lookup[codes]
    if "visibility" in answers.columns:
        empty = np.flatnonzero(code == EMPTY)
        kept = answers["visibility"].array[wanted[empty]] == Visibility.SECRETARIAT.value
        code[empty[np.asarray(kept, dtype=bool)]] = HIDDEN
    heard = np.zeros(shape, dtype=np.int32)
    heard[state[wanted], cycle[wanted], question[wanted]] = code
    if np.count_nonzero(heard) != len(wanted):
        rows = answers.iloc[wanted][["state", "cycle", "question"]]
        twice = rows[rows.duplicated()].iloc[0]
        raise ValueError("two answers to one question: " + ", ".join(map(str, twice)))
    return heard, words


def _refuse_unknown(said: np.ndarray, heard: np.ndarray, names: Sequence[str], uniques: Sequence[str]) -> None:
    if (said >= 0).all():
        return
    state, cycle, question = np.argwhere(said < 0)[0]
    word = uniques[heard[state, cycle, question] - FIRST]
    raise ValueError(f"{word!r}, said to {names[question]}, is not on the scale")


def _kept_back(
    returns: pd.DataFrame,
    state: np.ndarray,
    cycle: np.ndarray,
    form: pd.DataFrame,
    names: Sequence[str],
    shape: tuple[int, ...],
) -> np.ndarray:
    """The questions of those parts of each return that the reader is not shown: (States, cycles, questions)."""
    kept = np.zeros(shape, dtype=bool)
    part_of = dict(zip(form["question"], form["part"], strict=True))
    for part in set(part_of.values()):
        unseen = (state >= 0) & (cycle >= 0) & ~returns["shown"].str.contains(part, regex=False).to_numpy(dtype=bool)
        inside = np.array([part_of.get(name) == part for name in names], dtype=bool)
        kept[state[unseen], cycle[unseen], :] |= inside
    return kept


def _set_aside(heard: np.ndarray, names: Sequence[str], uniques: Sequence[str], form: pd.DataFrame) -> np.ndarray:
    """Where the State's own earlier answers settle that a question does not apply, in one edition."""
    aside = np.zeros(heard.shape, dtype=bool)
    if "relevance" not in form.columns:
        return aside
    place_of = {name: place for place, name in enumerate(names)}
    chosen = [set(word.split()) for word in uniques]

    def said(word: Selected | Equals) -> Truth:
        codes = heard[:, :, place_of[word.question]]
        if isinstance(word, Selected):
            fits = [word.value in choice for choice in chosen]
        else:
            fits = [word.value == whole for whole in uniques]
        yes = np.array([False] * FIRST + fits, dtype=bool)[codes]
        never = (codes < FIRST) & aside[:, :, place_of[word.question]]
        return Truth(yes=yes, no=((codes >= FIRST) & ~yes) | never)

    for question, rule in zip(form["question"], form["relevance"], strict=True):
        if question in place_of and rule:
            aside[:, :, place_of[question]] = truth(condition(rule), said).no
    return aside
