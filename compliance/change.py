"""Change: what differs between two days, two cycles, or two states of knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from compliance.method import Method, bands
from compliance.standing import Standing
from model import SIGNING, ActionKind

ACT_COLUMNS = ["treaty", "state", "participant", "change", "action", "day", "source"]


def acts_between(actions: pd.DataFrame, after: date, until: date) -> pd.DataFrame:
    """What was done towards the treaties later than the first day and not later than the second.

    Returns treaty, state, participant, change (``joined``, ``signed``, ``applies_provisionally``, ``withdrew``,
    ``gave_notice``), action, day, source, sorted by treaty, day, state. A withdrawal is told on the day it takes
    effect, and as notice on the day of its notification where that is another day.
    """
    told = actions.assign(day=actions["day"].astype("datetime64[us]"))
    leaving = told["action"] == ActionKind.WITHDRAWAL
    effective = told["effective"].astype("datetime64[us]")
    later = leaving & (effective > told["day"])
    notice = told[later].assign(change="gave_notice")
    done = told.assign(day=told["day"].mask(later, effective), change="joined")
    done["change"] = done["change"].mask(done["action"].isin(SIGNING), "signed").mask(leaving, "withdrew")
    provisional = done["action"] == ActionKind.PROVISIONAL_APPLICATION
    done["change"] = done["change"].mask(provisional, "applies_provisionally")
    both = pd.concat([done, notice], ignore_index=True)
    both = both[(both["day"] > pd.Timestamp(after)) & (both["day"] <= pd.Timestamp(until))]
    return both.sort_values(["treaty", "day", "state", "change"], ignore_index=True)[ACT_COLUMNS]


def status_changes(
    actions: pd.DataFrame, before: date, after: date, ended: Mapping[str, date] | None = None
) -> pd.DataFrame:
    """Whose status towards a treaty is another on the second day: treaty, state, was, is_now, since.

    A status is one of ``standing.WORDS``, or empty for a State that had not acted. A State that no longer exists on the
    second day is not told.
    """
    keys = ["treaty", "state"]
    standing = Standing(actions, ended)
    first = standing.on(before)[[*keys, "status"]].rename(columns={"status": "was"})
    second = standing.on(after)[[*keys, "status", "since"]].rename(columns={"status": "is_now"})
    both = second.merge(first, on=keys, how="left", validate="one_to_one")
    both["was"] = both["was"].fillna("")
    moved = both[both["was"] != both["is_now"]]
    return moved[[*keys, "was", "is_now", "since"]].reset_index(drop=True)


def level_moves(before: pd.DataFrame, after: pd.DataFrame, method: Method, scheme: str) -> pd.DataFrame:
    """How each State moved between levels: state, provision, was, is_now, move.

    ``before`` and ``after`` have state, provision, level (adherence on two days, or one cycle each). ``move`` is
    ``higher``, ``lower``, ``same``, ``first_figure`` (no figure before), ``no_figure_now``, or ``no_figure`` (neither).
    Every pair of either table is there once, sorted; a level is empty where the table has no such row.
    """
    keys = ["state", "provision"]
    named = [
        table[[*keys, "level"]].rename(columns={"level": word}) for table, word in ((before, "was"), (after, "is_now"))
    ]
    both = named[0].merge(named[1], on=keys, how="outer", validate="one_to_one").fillna({"was": "", "is_now": ""})
    order = bands(method.levels, scheme).set_index("level")["order"]
    first, second = both["was"].map(order), both["is_now"].map(order)
    move = pd.Series("same", index=both.index)
    move = move.mask(second < first, "higher").mask(second > first, "lower")
    move = move.mask(first.isna(), "first_figure").mask(second.isna(), "no_figure_now")
    both["move"] = move.mask(first.isna() & second.isna(), "no_figure")
    return both.sort_values(keys, ignore_index=True)


def moves_counted(moves: pd.DataFrame) -> pd.DataFrame:
    """How many States made each move under each provision: provision, was, is_now, move, n, of_n."""
    keys = ["provision", "was", "is_now", "move"]
    table = moves.groupby(keys, sort=True).size().rename("n").reset_index()
    return table.assign(of_n=table["provision"].map(moves.groupby("provision").size()).astype(int))


def learned_between(actions: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """What became known later than the first moment and not later than the second, whenever it was done.

    Returns the rows of ``actions`` (which has learned), sorted by treaty, day, state. Facts that took effect before the
    first day are among them: they change past figures, and the reader is told so.
    """
    known = actions[(actions["learned"] > after) & (actions["learned"] <= until)]
    return known.sort_values(["treaty", "day", "state", "action"], ignore_index=True)
