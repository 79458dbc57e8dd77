"""Treaties: who is party to one of them, since when, who is not, and how the number grew."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from charts.parties import parties_over_time, party_matrix
from charts.theme import Theme
from charts.world import world_map
from compliance import series
from desk import scope
from desk.drawn import Drawn, Fact, Tabled, captioned
from desk.notes import sources
from desk.reading import VIEWS, Reading, status
from language import day_text, say
from loaders import known
from model import Choices, Coverage, Share, Treaty

STANDINGS = {
    "party": "Party",
    "provisional": "Applies it provisionally",
    "signatory": "Signatory, not party",
    "withdrawn": "Withdrew",
    "none": "No act known",
    "no_list": "Not known: no full list held",
}
"""Where a State stands towards a treaty, in words; the order of the legend."""


def standing_levels() -> pd.DataFrame:
    """The standings as charts want their levels: level, label, order, missing."""
    rows = [(word, say(label), order, word == "no_list") for order, (word, label) in enumerate(STANDINGS.items(), 1)]
    return pd.DataFrame(rows, columns=["level", "label", "order", "missing"])


def standings(reading: Reading, choice: Choices, treaty: str) -> pd.DataFrame:
    """Every State of the choice and its standing towards one treaty: state, status, since, action, signed.

    A State absent from a list that is held only in part is ``no_list``: its absence says nothing.
    """
    rows = status(reading, choice.as_at)
    rows = rows[rows["treaty"] == treaty].drop(columns=["treaty", "participant"])
    table = pd.DataFrame({"state": scope.states_in(choice)}).merge(rows, on="state", how="left", validate="one_to_one")
    otherwise = "none" if coverage(reading, treaty) == Coverage.COMPLETE else "no_list"
    return table.assign(status=table["status"].fillna(otherwise))


def coverage(reading: Reading, treaty: str) -> Coverage:
    """How much of the treaty's list is held."""
    held = reading.lists.set_index("treaty")["coverage"]
    return Coverage(held.get(treaty, Coverage.NONE))


@lru_cache(VIEWS)
def headline(reading: Reading, choice: Choices) -> list[Fact]:
    """Parties among the States of the choice, all parties, and up to which day they are known."""
    treaty = known.treaties()[choice.treaty]
    held = coverage(reading, choice.treaty)
    told = [Fact(_year(treaty), say("adopted {day}", day=day_text(treaty.adopted)))]
    if treaty.in_force:
        told.append(Fact(str(treaty.in_force.year), say("in force since {day}", day=day_text(treaty.in_force))))
    else:
        told.append(Fact("–", say("not in force")))
    if held is not Coverage.COMPLETE:
        words = "list held only in part: no number can be given" if held is Coverage.PARTIAL else "no list is held"
        return [*told, Fact("–", say(words))]
    table = standings(reading, choice, choice.treaty)
    share = Share(int((table["status"] == "party").sum()), len(table), scope.of_whom(choice), choice.as_at)
    everyone = reading.register.parties(choice.treaty, choice.as_at)
    day = day_text(everyone.known_as_at) if everyone.known_as_at else say("a day not given")
    return [
        *told,
        Fact(str(share.n), say("party: {share}", share=share.sentence())),
        Fact(str(everyone.parties), say("parties in all, entities that are no Member State among them")),
        Fact(str(everyone.signatories), say("signatories in all; list known up to {day}", day=day)),
    ]


def over_time_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The number of parties to one treaty on every day on which it changed."""
    treaty = known.treaties()[choice.treaty]
    rows = series.parties_over_time(reading.actions, known.seats(), choice.as_at, known.ended())
    table = rows[rows["treaty"] == choice.treaty].reset_index(drop=True)
    held = reading.lists.set_index("treaty")["known_as_at"]
    table = table.assign(label=treaty.short_title, known_as_at=held.get(choice.treaty))
    counts = say("All parties, on every day on which their number changed")
    caption = captioned(reading, choice, treaty.short_title, counts, _source(choice), _known(reading, choice))
    return Drawn(table, caption, parties_over_time(table, caption, theme))


def world_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The world by standing towards one treaty."""
    treaty = known.treaties()[choice.treaty]
    table = scope.with_names(standings(reading, choice, choice.treaty))
    table = table.assign(level=table["status"], label=_said(table))
    share = Share(int((table["status"] == "party").sum()), len(table), scope.of_whom(choice), choice.as_at)
    count = say("Party: {share}", share=share.sentence())
    title = say("{treaty}: parties and signatories", treaty=treaty.short_title)
    caption = captioned(reading, choice, title, count, _source(choice), _known(reading, choice), is_map=True)
    shown = table[["state", "name", "level", "since", "label"]]
    return Drawn(shown, caption, world_map(shown, standing_levels(), caption, theme))


def matrix_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Every State of the choice against every treaty whose list is held in full."""
    lists = reading.lists
    treaties = [code for code in known.treaties() if coverage(reading, code) is Coverage.COMPLETE]
    frames = [standings(reading, choice, code).assign(treaty=code) for code in treaties]
    table = pd.concat(frames, ignore_index=True)
    titles = {code: known.treaties()[code].short_title for code in treaties}
    table = scope.with_names(table).assign(label=lambda rows: rows["treaty"].map(titles))
    out = int((lists["coverage"] != Coverage.COMPLETE).sum())
    note = say("{n} treaties whose list is held in part or not at all are left out.", n=out)
    title = say("States and treaties")
    count = say(
        "{n} {whom}, {m} treaties, as at {day}",
        n=len(scope.states_in(choice)),
        whom=scope.of_whom(choice),
        m=len(treaties),
        day=day_text(choice.as_at),
    )
    caption = captioned(reading, choice, title, count, sources(pd.Series(treaties)), (note,))
    shown = table[["state", "name", "treaty", "label", "status", "since"]]
    return Drawn(shown, caption, party_matrix(shown, caption, theme))


def not_party_table(reading: Reading, choice: Choices) -> Tabled:
    """The States of the choice that are not party to one treaty, in alphabetical order."""
    table = standings(reading, choice, choice.treaty)
    complete = coverage(reading, choice.treaty) is Coverage.COMPLETE
    out = scope.with_names(table[table["status"] != "party"]) if complete else table.head(0).assign(name="")
    share = Share(len(out), len(table), scope.of_whom(choice), choice.as_at)
    said = say("Not party: {share}", share=share.sentence())
    count = said if complete else say("The list of participants is not held in full: who is not party is not known.")
    shown = pd.DataFrame(
        {
            say("State"): out["name"],
            say("Standing"): out["status"].map(STANDINGS).map(say),
            say("Signed"): pd.to_datetime(out["signed"]).dt.date,
        }
    )
    title = say("{treaty}: who is not party", treaty=known.treaties()[choice.treaty].short_title)
    return Tabled(shown, captioned(reading, choice, title, count, _source(choice), _known(reading, choice)))


def actions_table(reading: Reading, choice: Choices) -> Tabled:
    """Every act towards one treaty by the day, the newest first, with its source."""
    acts = reading.actions
    acts = acts[(acts["treaty"] == choice.treaty) & (acts["day"] <= pd.Timestamp(choice.as_at))]
    named = scope.with_names(acts).sort_values("day", ascending=False, kind="stable", ignore_index=True)
    shown = pd.DataFrame(
        {
            say("Day"): named["day"].dt.date,
            say("Participant"): named["name"],
            say("Act"): [action.replace("_", " ") for action in named["action"]],
            say("Takes effect"): named["effective"].dt.date,
            say("As written"): named["participant"],
            say("Source"): named["source"],
            say("Note"): named["note"],
        }
    )
    title = say("{treaty}: all acts", treaty=known.treaties()[choice.treaty].short_title)
    count = say("{n} acts by {day}", n=len(shown), day=day_text(choice.as_at))
    return Tabled(shown, captioned(reading, choice, title, count, _source(choice), _known(reading, choice)))


def _known(reading: Reading, choice: Choices) -> tuple[str, ...]:
    row = reading.lists.set_index("treaty").loc[choice.treaty]
    if row["coverage"] == Coverage.NONE:
        return (say("No list of participants is held."),)
    day = day_text(row["known_as_at"].date())
    if row["coverage"] == Coverage.PARTIAL:
        return (say("The list is held only in part, up to {day}: the absence of a State means nothing.", day=day),)
    if row["known_as_at"] < pd.Timestamp(choice.as_at):
        return (say("Known up to {day}; later acts are not in these figures.", day=day),)
    return ()


def _source(choice: Choices) -> str:
    return sources(pd.Series([choice.treaty]))


def _said(table: pd.DataFrame) -> list[str]:
    return [
        f"{name}: {say(STANDINGS[word])}" + ("" if pd.isna(since) else f", {day_text(since.date())}")
        for name, word, since in table[["name", "status", "since"]].itertuples(index=False)
    ]


def _year(treaty: Treaty) -> str:
    return str(treaty.adopted.year)
