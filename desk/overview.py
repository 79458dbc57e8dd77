"""The first figures of a page: what is known, of whom, as at which day."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from desk import scope
from desk.drawn import Fact
from desk.reading import VIEWS, Reading, adherence, counted, reported
from desk.responses import has_returns, replied
from language import day_text, say
from model import Choices, Coverage, Share


@lru_cache(VIEWS)
def headline(reading: Reading, choice: Choices) -> list[Fact]:
    """What is known of treaties and of returns, for the whole of both texts."""
    lists = reading.lists
    full = lists[lists["coverage"] == Coverage.COMPLETE]
    newest = full["known_as_at"].max().date()
    acts = reading.actions[reading.actions["day"] <= pd.Timestamp(choice.as_at)]
    told = [
        Fact(f"{len(full)}", say("of {n} treaties with a full list of participants", n=len(lists))),
        Fact(f"{len(acts):,}", say("treaty acts known, the newest list up to {day}", day=day_text(newest))),
    ]
    if not choice.cycle:
        return told
    due = reading.cycles[choice.cycle].due
    share = replied(reading, choice)
    words = say("returns received: {share}; due by {due}", share=share.sentence(), due=day_text(due))
    return [*told, Fact(str(share.n), words)]


@lru_cache(VIEWS)
def provision_headline(reading: Reading, choice: Choices) -> list[Fact]:
    """One provision: parties to all treaties that count, and what was reported."""
    told = []
    rows = adherence(reading, choice.as_at, choice.basis)
    rows = rows[(rows["provision"] == choice.provision) & rows["state"].isin(scope.states_in(choice))]
    if rests_on_treaties(reading, choice):
        share = Share(int((rows["level"] == "all").sum()), len(rows), scope.of_whom(choice), choice.as_at)
        number = int(rows["of_treaties"].iloc[0])
        text = "party to the treaty that counts: {share}" if number == 1 else "party to all {m} that count: {share}"
        told.append(Fact(str(share.n), say(text, m=number, share=share.sentence())))
    if choice.cycle and has_returns(reading, choice):
        said = reported(reading, choice.cycle, choice.as_at)
        said = said[(said["provision"] == choice.provision) & said["state"].isin(scope.states_in(choice))]
        given = said["score"].notna()
        share = Share(int((said["level"] == "full").sum()), int(given.sum()), say("States with a figure"), choice.as_at)
        told.append(Fact(str(share.n), say("reported as fully in place: {share}", share=share.sentence())))
        came = replied(reading, choice)
        told.append(Fact(str(came.n), say("returns received: {share}", share=came.sentence())))
    return told


def rests_on_treaties(reading: Reading, choice: Choices) -> bool:
    """Whether any treaty counts under the provision on the day."""
    rows = counted(reading, choice.as_at, choice.basis)
    return bool(rows.loc[rows["provision"] == choice.provision, "in_count"].any())
