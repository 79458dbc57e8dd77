"""The sentences under a figure: up to which day it is known, what was left out, what its words mean."""

from __future__ import annotations

from functools import cache

import pandas as pd

from desk.reading import Reading
from language import day_text, listing, number_in_words, say
from loaders import known
from model import Choices

WHY_LEFT_OUT = {
    "not_counted": "shown, not counted",
    "basis": "adopted after the texts",
    "not_adopted": "not yet adopted on that day",
    "not_in_force": "not in force on that day",
    "no_list": "no list of participants held",
    "partial_list": "list held in part",
}
"""Why a treaty is left out of adherence, in words, in the order in which they are told."""

DEPOSITARY = "Lists of the depositaries"
SELF_ASSESSED = "Returns of States (self-assessed)"


def known_then(reading: Reading) -> tuple[str, ...]:
    """Where a day is asked about on which no list was held here yet: that it is so, and since when there are lists."""
    then, first = reading.known_on, reading.first_list_learned
    if then is None or first is None or then >= first:
        return ()
    return (
        f"No list of participants was held here on {day_text(then)}: the first lists were taken in on "
        f"{day_text(first)}, which is the first day on which anything was known of participation in treaties.",
    )


def known_up_to(counted: pd.DataFrame, choice: Choices) -> tuple[str, ...]:
    """Up to which day the lists behind a figure are known, where the day asked about is later."""
    days = counted.loc[counted["in_count"], "known_as_at"].dropna()
    short = days[days < pd.Timestamp(choice.as_at)]
    if short.empty:
        return ()
    first, last = short.min().date(), short.max().date()
    if first == last:
        text = "Known up to {first}; later acts are not in these figures."
        return (say(text, choice.language, first=day_text(first, choice.language)),)
    text = "Known, treaty by treaty, up to days from {first} to {last}; later acts are not in these figures."
    said = {"first": day_text(first, choice.language), "last": day_text(last, choice.language)}
    return (say(text, choice.language, **said),)


def left_out(counted: pd.DataFrame, choice: Choices) -> tuple[str, ...]:
    """How many treaties are left out of adherence, and why; nothing where none is."""
    out = counted[~counted["in_count"]].drop_duplicates("treaty")
    if out.empty:
        return ()
    numbers = out["left_out"].value_counts()
    reasons = [
        f"{say(words, choice.language)}: {numbers[why]}" for why, words in WHY_LEFT_OUT.items() if why in numbers
    ]
    counts = counted.loc[counted["in_count"], "treaty"].nunique()
    return (
        say(
            "{counts} counted; {out} left out ({reasons}).",
            choice.language,
            counts=_treaties(counts),
            out=number_in_words(len(out)),
            reasons="; ".join(reasons),
        ),
    )


def sources(treaties: pd.Series) -> str:
    """The depositaries of these treaties, as the source of a figure."""
    wanted = set(treaties)
    held = sorted({item.depositary for code, item in known.treaties().items() if code in wanted})
    whose = listing(_shortened(held))
    return f"{DEPOSITARY} ({whose})" if held else DEPOSITARY


@cache
def adherence_levels() -> pd.DataFrame:
    """The levels of adherence as charts want them: level, label, order, missing."""
    bands = known.levels()
    return bands[bands["scheme"] == "adherence"][["level", "label", "order"]].assign(missing=False)


@cache
def reported_levels() -> pd.DataFrame:
    """The reported levels, then why there is none, as charts want them: level, label, order, missing."""
    bands = known.levels()
    given = bands[bands["scheme"] == "reported"][["level", "label", "order"]].assign(missing=False)
    kinds = known.missing().rename(columns={"kind": "level"})[["level", "label", "order"]].assign(missing=True)
    kinds["order"] += int(given["order"].max())
    return pd.concat([given, kinds], ignore_index=True)


def label_of(levels: pd.DataFrame) -> dict[str, str]:
    """The words of each level."""
    return dict(zip(levels["level"], levels["label"], strict=True))


def _treaties(number: int) -> str:
    words = number_in_words(number).capitalize()
    return f"{words} treaty" if number == 1 else f"{words} treaties"


def _shortened(names: list[str]) -> list[str]:
    """Three depositaries by name, any more as their number: a caption is no list."""
    return names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
