"""States: one State, its treaties, its answers, and where the two differ; beside its group, never ranked."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from charts.states import reported_bounds, state_profile
from charts.theme import Theme
from compliance.distribution import adherence_distribution, reported_distribution
from compliance.groups import ALL
from desk import scope
from desk.drawn import Drawn, Fact, Tabled, captioned
from desk.notes import DEPOSITARY, SELF_ASSESSED, adherence_levels, label_of, reported_levels
from desk.quality import differences, shown_differences
from desk.reading import VIEWS, Reading, adherence, method, reported, returns_of, status
from desk.treaties import STANDINGS, coverage
from language import day_text, say
from loaders import known
from model import Choices, Coverage, EntityKind


def name(choice: Choices) -> str:
    """The State's name as UNTERM writes it."""
    return known.states()[choice.state].names[choice.language]


def has_return(reading: Reading, choice: Choices) -> bool:
    """Whether the State's return for the cycle had come by the day."""
    return choice.state in set(returns_of(reading, choice)["state"])


def regional_group(choice: Choices) -> str:
    """The regional group of the State on the day; empty for a State in none."""
    own = known.groups()
    rows = own[(own["scheme"] == "regional") & (own["state"] == choice.state)]
    return str(rows["group"].iloc[0]) if len(rows) else ""


@lru_cache(VIEWS)
def headline(reading: Reading, choice: Choices) -> list[Fact]:
    """Who the State is, to how many treaties it is party, and whether a return has come."""
    state = known.states()[choice.state]
    rows = status(reading, choice.as_at)
    held = {code for code in known.treaties() if coverage(reading, code) is Coverage.COMPLETE}
    party = rows[(rows["state"] == choice.state) & (rows["status"] == "party") & rows["treaty"].isin(held)]
    day = day_text(choice.as_at)
    told = [
        Fact(
            str(len(party)),
            say("of {n} treaties whose list is held in full: party, as at {day}", n=len(held), day=day),
        )
    ]
    if state.kind is EntityKind.MEMBER and state.admitted:
        words = say("Member State since {day}; {group}", day=day_text(state.admitted), group=regional_group(choice))
        told.insert(0, Fact(str(state.admitted.year), words))
    else:
        told.insert(0, Fact("–", say("observer State, not one of the 193 Member States")))
    cycle = reading.cycles[choice.cycle].name
    came = returns_of(reading, choice)
    came = came[came["state"] == choice.state]
    if len(came):
        row = came.iloc[0]
        words = say("return for the {cycle}, received {day}", cycle=cycle, day=day_text(row["received"].date()))
        told.append(Fact(say("Version {n}", n=row["version"]), words))
    else:
        told.append(Fact("–", say("no return for the {cycle} as at {day}", cycle=cycle, day=day)))
    return told


def adherence_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Where one State stands in its regional group, article by article: treaties to which it is party."""
    group, members = _beside(choice)
    table = adherence(reading, choice.as_at, choice.basis)
    beside = adherence_distribution(table, {group: members}, method())
    own = table[(table["state"] == choice.state) & (table["level"] != "")]
    said = [
        say("party to {n} of {of_n}", n=held, of_n=of)
        for held, of in zip(own["party_to"], own["of_treaties"], strict=True)
    ]
    return _profile(reading, choice, theme, own.assign(said=said), beside, adherence_levels(), DEPOSITARY)


def reported_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Where one State stands in its regional group, provision by provision: measures as reported."""
    group, members = _beside(choice)
    beside = reported_distribution(reading.cube_on(choice.as_at), choice.cycle, {group: members})
    rows = reported(reading, choice.cycle, choice.as_at)
    own = rows[rows["state"] == choice.state]
    said = [
        say("{n} of {of_n} answered", n=answered, of_n=applicable)
        for answered, applicable in zip(own["scored"], own["applicable"], strict=True)
    ]
    return _profile(reading, choice, theme, own.assign(said=said), beside, reported_levels(), SELF_ASSESSED)


def bounds_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """What one State reported under each provision, between the bounds that what is missing leaves open."""
    rows = reported(reading, choice.cycle, choice.as_at)
    own = rows[rows["state"] == choice.state].reset_index(drop=True)
    titles, words = known.provisions(), label_of(reported_levels())
    table = pd.DataFrame(
        {
            "provision": own["provision"],
            "label": [f"{scope.cited(code)}: {titles[code].short_title}" for code in own["provision"]],
            **{part: own[part] for part in ("score", "low", "high")},
            "said": [
                say("{n} of {of_n} answered", n=n, of_n=of_n) if of_n else words.get(level, level)
                for n, of_n, level in zip(own["scored"], own["applicable"], own["level"], strict=True)
            ],
        }
    )
    title = say("{state}: reported measures and their bounds", state=name(choice))
    note = say("The bounds are the figure if everything left open were not in place, and if it were fully in place.")
    count = say("Self-assessed, as at {day}", day=day_text(choice.as_at))
    caption = captioned(reading, choice, title, count, SELF_ASSESSED, (note,))
    return Drawn(table, caption, reported_bounds(table, caption, theme))


def treaties_table(reading: Reading, choice: Choices) -> Tabled:
    """The State's standing towards each of the 36 treaties, with the day and the source's own day."""
    rows = status(reading, choice.as_at)
    rows = rows[rows["state"] == choice.state].set_index("treaty")
    lists = reading.lists.set_index("treaty")
    codes = list(known.treaties())
    absent = ["none" if coverage(reading, code) is Coverage.COMPLETE else "no_list" for code in codes]
    standing = [rows["status"].get(code, otherwise) for code, otherwise in zip(codes, absent, strict=True)]
    shown = pd.DataFrame(
        {
            say("Treaty"): [known.treaties()[code].short_title for code in codes],
            say("Standing"): [say(STANDINGS[word]) for word in standing],
            say("Since"): rows["since"].reindex(codes).dt.date.to_numpy(),
            say("By"): [str(rows["action"].get(code, "")).replace("_", " ") for code in codes],
            say("Signed"): rows["signed"].reindex(codes).dt.date.to_numpy(),
            say("List known up to"): lists["known_as_at"].reindex(codes).dt.date.to_numpy(),
        }
    )
    title = say("{state}: treaties", state=name(choice))
    count = say("{n} treaties, as at {day}", n=len(codes), day=day_text(choice.as_at))
    return Tabled(shown, captioned(reading, choice, title, count, DEPOSITARY))


def answers_table(reading: Reading, choice: Choices) -> Tabled:
    """What the State answered, in the order of the questionnaire, with the cell each answer was read from."""
    answers = reading.answers
    own = answers[(answers["state"] == choice.state) & (answers["cycle"] == choice.cycle)]
    edition = reading.questions[reading.questions["edition"] == reading.cycles[choice.cycle].edition]
    rows = edition[["question", "provision", "label"]].merge(own, on="question", how="inner", validate="one_to_one")
    hidden = (rows["visibility"] == "secretariat") & (rows["value"] == "")
    shown = pd.DataFrame(
        {
            say("Provision"): rows["provision"],
            say("Question"): rows["label"],
            say("Answer"): rows["value"].mask(hidden, say("for the Secretariat only")),
            say("Since"): rows["since"].dt.date,
            say("Legal reference"): rows["legal_reference"],
            say("Comment"): rows["comment"],
            say("Reason"): rows["reason"],
            say("Read from"): (rows["sheet"] + " " + rows["cell"]).str.strip(),
        }
    )
    title = say("{state}: answers", state=name(choice))
    count = say("{n} of {of_n} questions answered, as received", n=len(shown), of_n=len(edition))
    return Tabled(shown, captioned(reading, choice, title, count, SELF_ASSESSED))


def cycles_table(reading: Reading, choice: Choices) -> Tabled:
    """The State's reported level under each provision, cycle by cycle."""
    words = label_of(reported_levels())
    columns = {say("Provision"): [scope.cited(code) for code in known.provisions()]}
    for code, cycle in sorted(reading.cycles.items()):
        rows = reported(reading, code, choice.as_at)
        level = rows[rows["state"] == choice.state].set_index("provision")["level"]
        columns[cycle.name] = level.reindex(list(known.provisions())).map(words).fillna("").to_list()
    title = say("{state}: over the cycles", state=name(choice))
    count = say("{n} cycles", n=len(reading.cycles)) if len(reading.cycles) > 1 else say("One cycle so far.")
    return Tabled(pd.DataFrame(columns), captioned(reading, choice, title, count, SELF_ASSESSED))


def discrepancies_table(reading: Reading, choice: Choices) -> Tabled:
    """Where this State's return and the depositary's lists contradict each other, or cannot be compared."""
    rows = differences(reading, choice)
    rows = rows[rows["state"] == choice.state]
    title = say("{state}: depositary and return side by side", state=name(choice))
    return shown_differences(reading, choice, rows, title)


def _profile(
    reading: Reading,
    choice: Choices,
    theme: Theme,
    own: pd.DataFrame,
    beside: pd.DataFrame,
    levels: pd.DataFrame,
    source: str,
) -> Drawn:
    order = {code: place for place, code in enumerate(known.provisions())}
    titles = known.provisions()
    beside = beside.sort_values("provision", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    beside = beside.assign(label=[f"{scope.cited(code)}: {titles[code].short_title}" for code in beside["provision"]])
    group, members = _beside(choice)
    title = say("{state} beside its group", state=name(choice))
    day = day_text(choice.as_at)
    count = say("{group}: {n} Member States, as at {day}", group=group, n=len(members), day=day)
    caption = captioned(reading, choice, title, count, source)
    table = own[["provision", "level", "said"]].reset_index(drop=True)
    return Drawn(table, caption, state_profile(table, beside, levels, name(choice), caption, theme))


def _beside(choice: Choices) -> tuple[str, list[str]]:
    """The regional group of the State and its members on the day; all Member States for a State in none."""
    groups = scope.by_group(replace(choice, scheme="regional"))
    group = regional_group(choice)
    return (group, list(groups[group])) if group in groups else (ALL, list(groups[ALL]))
