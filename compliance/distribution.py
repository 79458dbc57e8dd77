"""Distributions: how many States stand at each level, under each provision, in each group. Never a mean alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from compliance.cube import Cube
from compliance.method import Method
from model import Share

COLUMNS = ["provision", "group", "level", "n", "of_n"]


def adherence_distribution(
    adherence: pd.DataFrame, groups: Mapping[str, Sequence[str]], method: Method
) -> pd.DataFrame:
    """How many Member States of each group stand at each level of adherence to each provision.

    ``adherence`` comes from ``adherence_by_state``; ``groups`` from ``groups_on`` for the same day. Returns provision,
    group, level, n, of_n in the order of provisions, groups and levels; levels at which no State stands are there with
    n 0, provisions under which no treaty counts are not there. The n of a provision and group sum to of_n.
    """
    given = adherence[adherence["level"] != ""]
    provisions = list(dict.fromkeys(given["provision"]))
    wide = given.pivot(index="state", columns="provision", values="level").reindex(columns=provisions)
    named = method.level_order("adherence")
    counts = {}
    for group, states in groups.items():
        part = wide.loc[wide.index.isin(states)].to_numpy(dtype=object)
        counts[group] = np.array([(part == level).sum(axis=0) for level in named]).reshape(len(named), -1).T
    return _tidy(counts, {group: len(states) for group, states in groups.items()}, provisions, named)


def reported_distribution(figures: Cube, cycle: str, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """How many Member States of each group stand at each reported level under each provision, in one cycle.

    Why a figure is not given is a level of its own (``withheld``, ``blank``, ``no_return`` ...). Returns provision,
    group, level, n, of_n as ``adherence_distribution`` does. Raises ValueError for a cycle that the cube does not have.
    """
    counts = {group: figures.distribution(cycle, figures.mask(states)) for group, states in groups.items()}
    size = {group: int(figures.mask(states).sum()) for group, states in groups.items()}
    return _tidy(counts, size, figures.provisions, figures.levels)


def replies_by_question(figures: Cube, cycle: str, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """How many States of each group that sent a return gave each answer: question, group, value, n, of_n.

    Values are the words of the scale, then ``not_relevant``, ``confidential`` and ``blank``; of_n are the returns.
    """
    heard = figures.replies
    place = heard.cycles.index(cycle)
    parts = []
    for group, states in groups.items():
        mask = figures.mask(states)
        counts = heard.counts(cycle, mask)
        index = pd.MultiIndex.from_product(
            [heard.questions, [group], heard.values], names=["question", "group", "value"]
        )
        part = pd.DataFrame({"n": counts.ravel()}, index=index).reset_index()
        parts.append(part.assign(of_n=int((heard.returned[:, place] & mask).sum())))
    return pd.concat(parts, ignore_index=True).astype({"n": int})


def shares(table: pd.DataFrame, of_whom: str, as_at: date, source: str = "") -> tuple[Share, ...]:
    """A ``Share`` for each row of a table that has n and of_n; the only way its percentages may travel."""
    return tuple(
        Share(int(n), int(of_n), of_whom, as_at, source) for n, of_n in zip(table["n"], table["of_n"], strict=True)
    )


def _tidy(
    counts: Mapping[str, np.ndarray], size: Mapping[str, int], provisions: Sequence[str], levels: Sequence[str]
) -> pd.DataFrame:
    """Counts by group of (provisions, levels) as rows."""
    index = pd.MultiIndex.from_product([provisions, list(counts), levels], names=COLUMNS[:3])
    n = np.stack(list(counts.values()), axis=1).ravel()
    table = pd.DataFrame({"n": n}, index=index).reset_index().astype({"n": int})
    return table.assign(of_n=table["group"].map(dict(size)).astype(int))
