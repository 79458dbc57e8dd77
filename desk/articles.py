"""Articles of the Declaration: where States stand towards the treaties that an article rests on."""

from __future__ import annotations

from datetime import date

import pandas as pd

from charts.levels import level_bars, level_bars_by_group
from charts.over_time import levels_over_time
from charts.states import states_by_level
from charts.theme import Theme
from charts.world import world_map
from compliance.change import acts_between
from compliance.distribution import adherence_distribution
from compliance.groups import ALL
from compliance.series import FIRST_DAY, adherence_over_time
from desk import scope
from desk.drawn import Drawn, Tabled, captioned
from desk.notes import SELF_ASSESSED, WHY_LEFT_OUT, adherence_levels, known_up_to, label_of, left_out, sources
from desk.reading import Reading, adherence, counted, method, status
from desk.responses import reported_of
from language import day_text, say
from loaders import known
from model import Choices

STEPS = 30
"""How many days, evenly spaced, a line of levels over time is drawn through."""


def adherence_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Member States by level of adherence under each article that rests on treaties."""
    table = adherence_distribution(adherence(reading, choice.as_at, choice.basis), scope.whole(choice), method())
    table = table.assign(
        label=[f"{scope.cited(code)}: {known.provisions()[code].short_title}" for code in table["provision"]]
    )
    order = {code: place for place, code in enumerate(known.provisions())}
    table = table.sort_values("provision", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    counts = counted(reading, choice.as_at, choice.basis)
    caption = captioned(
        reading,
        choice,
        say("To how many of the treaties that count are States party, article by article?"),
        _of_all(choice),
        sources(counts["treaty"]),
        (*known_up_to(counts, choice), *left_out(counts, choice)),
    )
    return Drawn(table, caption, level_bars(table, adherence_levels(), caption, theme))


def world_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The world by level of adherence to one article."""
    table = _of_provision(reading, choice)
    levels = adherence_levels()
    words = label_of(levels)
    table = scope.with_names(table).assign(
        label=lambda rows: [
            f"{name}: {words.get(level, '')} ({held} of {of})"
            for name, level, held, of in rows[["name", "level", "party_to", "of_treaties"]].itertuples(index=False)
        ]
    )
    counts = _counts(reading, choice)
    caption = captioned(
        reading,
        choice,
        say("{cited}: party to how many of the treaties that count?", cited=scope.cited(choice.provision)),
        _levels_counted(table["level"], choice),
        sources(counts["treaty"]),
        (*known_up_to(counts, choice), *left_out(counts, choice)),
        is_map=True,
    )
    shown = table[["state", "name", "party_to", "of_treaties", "level", "label"]]
    return Drawn(shown, caption, world_map(shown, levels, caption, theme))


def by_group_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Levels of adherence to one article in each group of the chosen scheme."""
    level = adherence(reading, choice.as_at, choice.basis)
    level = level[level["provision"] == choice.provision]
    table = adherence_distribution(level, scope.by_group(choice), method())
    counts = _counts(reading, choice)
    caption = captioned(
        reading,
        choice,
        say("{cited}, group by group", cited=scope.cited(choice.provision)),
        _of_all(choice, everyone=True),
        sources(counts["treaty"]),
        known_up_to(counts, choice),
    )
    return Drawn(table, caption, level_bars_by_group(table, adherence_levels(), caption, theme))


def over_time_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Levels of adherence to one article since its first treaty entered into force."""
    counts = _counts(reading, choice)
    days = known.treaties()
    forces = [force for code in counts.loc[counts["in_count"], "treaty"] if (force := days[code].in_force)]
    start = min(forces, default=FIRST_DAY)
    over, provisions = _evenly(start, choice.as_at), [choice.provision]
    table = adherence_over_time(reading.register, over, choice.basis, scope.states_in(choice), provisions)
    caption = captioned(
        reading,
        choice,
        say("{cited} over time", cited=scope.cited(choice.provision)),
        say(
            "{whom} at each level; the number of treaties that count grows as they enter into force",
            whom=scope.of_whom(choice),
        ),
        sources(counts["treaty"]),
        known_up_to(counts, choice),
    )
    return Drawn(table, caption, levels_over_time(table, adherence_levels(), caption, theme))


def treaties_behind_table(reading: Reading, choice: Choices) -> Tabled:
    """The treaties one article rests on: whether each counts, why, how many are party, up to which day it is known."""
    counts = _counts(reading, choice)
    now = status(reading, choice.as_at)
    parties = now[now["status"] == "party"].groupby("treaty").size()
    titles, lists = known.treaties(), reading.lists.set_index("treaty")
    held = counts["treaty"].map(lists["coverage"]) == "complete"
    table = pd.DataFrame(
        {
            say("Treaty"): [titles[code].short_title for code in counts["treaty"]],
            say("Counts"): [
                say("yes") if counts_in else say(WHY_LEFT_OUT[why])
                for counts_in, why in zip(counts["in_count"], counts["left_out"], strict=True)
            ],
            say("Parties"): counts["treaty"].map(parties).where(held).astype("Int64"),
            say("Known up to"): counts["known_as_at"].dt.date,
            say("Why it stands here"): counts["reason"],
        }
    )
    caption = captioned(
        reading,
        choice,
        say("What {cited} rests on", cited=scope.cited(choice.provision)),
        "".join(left_out(counts, choice)) or say("All of its treaties count."),
        sources(counts["treaty"]),
    )
    return Tabled(table, caption)


def states_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The States of the choice by name, level by level; alphabetical within each, never ranked."""
    table = scope.with_names(_of_provision(reading, choice))[["state", "name", "level"]]
    counts = _counts(reading, choice)
    title = say("{cited}: which States stand at which level", cited=scope.cited(choice.provision))
    notes = known_up_to(counts, choice)
    caption = captioned(
        reading, choice, title, _levels_counted(table["level"], choice), sources(counts["treaty"]), notes
    )
    return Drawn(table, caption, states_by_level(table, adherence_levels(), caption, theme))


def states_by_level_table(reading: Reading, choice: Choices) -> Tabled:
    """Each State of the choice with its level under one provision, in alphabetical order."""
    table = scope.with_names(_of_provision(reading, choice)) if choice.provision.startswith("D.") else None
    words = label_of(adherence_levels())
    said = reported_of(reading, choice)
    columns: dict[str, object] = {}
    rests = []
    if table is not None and (table["of_treaties"] > 0).any():
        columns = {
            say("State"): table["name"],
            say("Party to"): table["party_to"],
            say("Of treaties"): table["of_treaties"],
            say("Depositary"): table["level"].map(words),
        }
        states = table["state"]
        rests.append(sources(_counts(reading, choice)["treaty"]))
    else:
        shown = scope.with_names(pd.DataFrame({"state": scope.states_in(choice)}))
        columns, states = {say("State"): shown["name"]}, shown["state"]
    if said is not None:
        columns[say("Reported")] = states.map(said)
        rests.append(SELF_ASSESSED)
    caption = captioned(
        reading,
        choice,
        say("{cited}: States by level", cited=scope.cited(choice.provision)),
        _of_all(choice),
        "; ".join(rests),
    )
    return Tabled(pd.DataFrame(columns), caption)


def changes_table(reading: Reading, choice: Choices) -> Tabled:
    """What was done towards the treaties since the last session of the Commission."""
    since = last_session(choice.as_at)
    acts = acts_between(reading.actions, since, choice.as_at)
    acts = acts[acts["state"].isin(scope.states_in(choice))]
    titles = known.treaties()
    named = scope.with_names(acts).sort_values(["day", "treaty"], kind="stable", ignore_index=True)
    table = pd.DataFrame(
        {
            say("Day"): named["day"].dt.date,
            say("State"): named["name"],
            say("Treaty"): [titles[code].short_title for code in named["treaty"]],
            say("Act"): [action.replace("_", " ") for action in named["action"]],
        }
    )
    text = "{n} acts since {day}, as far as the lists are known." if len(table) else "No act is known since {day}."
    count = say(text, choice.language, n=len(table), day=day_text(since, choice.language))
    title = say("What changed since the last session of the Commission")
    return Tabled(table, captioned(reading, choice, title, count, sources(acts["treaty"])))


def last_session(as_at: date) -> date:
    """The last day of the session of the Commission before the day; the first day of all where none is known."""
    closed = known.sessions()["closes"]
    closed = closed[closed < pd.Timestamp(as_at)]
    return FIRST_DAY if closed.empty else closed.max().date()


def _counts(reading: Reading, choice: Choices) -> pd.DataFrame:
    rows = counted(reading, choice.as_at, choice.basis)
    return rows[rows["provision"] == choice.provision]


def _of_provision(reading: Reading, choice: Choices) -> pd.DataFrame:
    rows = adherence(reading, choice.as_at, choice.basis)
    wanted = (rows["provision"] == choice.provision) & rows["state"].isin(scope.states_in(choice))
    return rows[wanted].reset_index(drop=True)


def _of_all(choice: Choices, everyone: bool = False) -> str:
    number = len(scope.by_group(choice)[ALL]) if everyone else len(scope.states_in(choice))
    whom = say("Member States") if everyone else scope.of_whom(choice)
    return say("{n} {whom}, as at {day}", n=number, whom=whom, day=day_text(choice.as_at, choice.language))


def _levels_counted(levels: pd.Series, choice: Choices) -> str:
    n = int((levels == "all").sum())
    return say(
        "{n} of {of_n} {whom} are party to all that count, as at {day}",
        n=n,
        of_n=len(levels),
        whom=scope.of_whom(choice),
        day=day_text(choice.as_at, choice.language),
    )


def _evenly(start: date, end: date) -> list[date]:
    """Days from the first to the last, evenly spaced."""
    if end <= start:
        return [end]
    span = (end - start).days
    count = min(STEPS, span)
    return [date.fromordinal(start.toordinal() + span * step // count) for step in range(count + 1)]
