"""The last chapters: discrepancies outstanding (in the Secretariat's own copy) and the facts for conclusions."""

from __future__ import annotations

import pandas as pd

from compliance.discrepancies import comparisons_counted
from desk import scope
from desk.notes import DEPOSITARY, SELF_ASSESSED
from language import day_text
from loaders import known
from report.blocks import Block, Heading, Paragraph, Table, quantity
from report.chapters.measures import BANDS, levels_of
from report.matter import Matter, name_of
from report.numerals import letter
from report.sentences import ENOUGH, MEMBERS, REPLIED, Whom, begun, counted, number, subject, was

DISCREPANCIES = Whom("discrepancy", "discrepancies")


def outstanding(matter: Matter) -> list[Block]:
    """Discrepancies between returns and depositaries' lists; only in the Secretariat's own copy."""
    if not matter.own_copy or not matter.replied or not matter.provisions("D."):
        return []
    rows = matter.discrepancies
    head = Heading("Discrepancies outstanding")
    note = "The present chapter is for the Secretariat only and is not in a copy for publication."
    if rows.empty:
        return [head, Paragraph(f"{matter.lead} no reply contradicted the depositaries’ lists. {note}")]
    states = rows["state"].nunique()
    said = (
        f"{matter.lead} {counted(len(rows), DISCREPANCIES)} {was(len(rows))} outstanding between what "
        f"{number(states)} {'State' if states == 1 else 'States'} of the {len(matter.replied)} that replied reported "
        "of their participation in treaties and what the depositaries record. People resolve them; no figure in the "
        f"present report was changed by one. {note}"
    )
    return [head, Paragraph(said), _kinds(matter)]


def _kinds(matter: Matter) -> Table:
    kinds = known.discrepancy_kinds()
    kinds = kinds[kinds["discrepancy"]]
    table = comparisons_counted(matter.discrepancies, kinds)
    rows = [(label, quantity(int(n))) for label, n in zip(table["label"], table["n"], strict=True)]
    rows.append(("Total", len(matter.discrepancies)))
    title = f"Discrepancies by kind, as at {day_text(matter.as_at)}"
    source = f"{DEPOSITARY}; {SELF_ASSESSED.lower()}"
    return Table("discrepancies-by-kind", title, ("Kind", "Number"), tuple(rows), (9, 2), (), source, total=True)


def each_discrepancy(matter: Matter) -> list[Block]:
    """Every discrepancy, State by State, as an annex of the Secretariat's own copy."""
    if not matter.own_copy or not matter.replied or not matter.provisions("D.") or matter.discrepancies.empty:
        return []
    return [Heading("Discrepancies outstanding", annex=True), _each(matter, matter.discrepancies)]


def _each(matter: Matter, rows: pd.DataFrame) -> Table:
    titles = known.treaties()
    named = scope.with_names(rows)
    columns = ["state", "treaty", "said", "said_since", "depositary", "depositary_since"]
    cells = [
        (
            name_of(state),
            titles[treaty].short_title,
            f"{said.replace('_', ' ')}{_since(said_since)}",
            f"{depositary.replace('_', ' ')}{_since(since)}",
        )
        for state, treaty, said, said_since, depositary, since in named[columns].itertuples(index=False, name=None)
    ]
    head = ("State", "Treaty", "Reported", "Depositary’s list")
    title = f"Discrepancies, State by State, as at {day_text(matter.as_at)}"
    return Table(
        "discrepancies", title, head, tuple(cells), (5, 8, 6, 6), source=f"{DEPOSITARY}; {SELF_ASSESSED.lower()}"
    )


def _since(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else f", {day_text(day.date())}"


def conclusions(matter: Matter) -> list[Block]:
    """Conclusions are the officer's: the chapter lists the facts on which they may rest."""
    return [
        Heading("Conclusions"),
        Paragraph(
            "[Conclusions and recommendations to be drawn by the Secretariat. The facts on which they may rest, all as "
            f"at {day_text(matter.as_at)}, are those below.]",
            "Officer",
        ),
        *(Paragraph(f"\\({letter(place)}\\) {fact}", "Fact") for place, fact in enumerate(facts(matter), 1)),
    ]


def facts(matter: Matter) -> list[str]:
    """The main facts, a sentence each, all as at the day of the report; the first of them make the summary."""
    n, of_n = len(matter.replied), len(matter.members)
    cycle = matter.reading.cycles[matter.request.cycle].name.lower()
    told = [f"{subject(n, of_n, MEMBERS)} had replied in the {cycle}.", *_parties(matter), *_reported(matter)]
    if matter.own_copy and matter.replied and matter.provisions("D."):
        number_now = len(matter.discrepancies)
        told.append(begun(f"{counted(number_now, DISCREPANCIES)} {was(number_now)} outstanding."))
    return told


def _parties(matter: Matter) -> list[str]:
    told = []
    for code in matter.provisions("D."):
        rows = matter.adherence[matter.adherence["provision"] == code]
        of_treaties = 0 if rows.empty else int(rows["of_treaties"].iloc[0])
        if of_treaties and not known.provisions()[code].parent:
            n = int((rows["level"] == "all").sum())
            what = {1: "the treaty", 2: "both treaties"}.get(of_treaties, f"all {number(of_treaties)} treaties")
            cited = scope.cited(code).lower()
            told.append(f"{subject(n, len(matter.members), MEMBERS)} {was(n)} party to {what} counted under {cited}.")
    return told


def _reported(matter: Matter) -> list[str]:
    told = []
    for code, provision in known.provisions().items():
        if not matter.replied or provision.parent or not matter.wants(code):
            continue
        at = levels_of(matter, code)
        if sum(len(at[band]) for band in BANDS) >= ENOUGH:
            whole = "the Declaration" if code.startswith("D.") else "the Code"
            who_did = subject(len(at["full"]), len(matter.replied), REPLIED)
            told.append(
                f"{who_did} had reported the measures under {scope.cited(code).lower()} of {whole} as fully in place."
            )
    return told
