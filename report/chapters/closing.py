"""The last chapters: discrepancies outstanding (in the Secretariat's own copy) and the facts for conclusions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from compliance.discrepancies import comparisons_counted
from desk import scope
from desk.notes import DEPOSITARY, SELF_ASSESSED
from language import day_text
from loaders import known
from model import Share
from report.blocks import Block, Heading, Paragraph, Table, quantity
from report.chapters.measures import BANDS, levels_of
from report.matter import Matter, name_of
from report.numerals import letter
from report.sentences import ENOUGH, MEMBERS, REPLIED, Whom, counted, number, opening, per_cent, subject, was

DISCREPANCIES = Whom("discrepancy", "discrepancies")
TREATIES = Whom("treaty", "treaties")
WHOLE = {"D.": "the Declaration", "C.": "the Code"}


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


def summary(matter: Matter) -> list[str]:
    """The main facts in a few sentences for the box under the title, each with its N and of whom."""
    told = [_replied(matter)]
    party = [
        (f"under {scope.cited(code).lower()} ({counted(of_treaties, TREATIES)})", n)
        for code, n, of_treaties in _party(matter)
    ]
    if party:
        told.append(_enumerated(MEMBERS, len(matter.members), "were party to all the treaties counted:", party))
    for prefix, whole in WHOLE.items():
        full = [(scope.cited(code).lower(), n) for code, n in _full(matter) if code.startswith(prefix)]
        if full:
            did = f"had reported the measures called for in {whole} as fully in place:"
            told.append(_enumerated(REPLIED, len(matter.replied), did, full))
    return told


def _enumerated(whom: Whom, of_n: int, did: str, parts: Sequence[tuple[str, int]]) -> str:
    """One sentence with the same N for every part: each part with its own number."""
    each = [f"{what}, {number(n, of_n)}{_in_brackets(n, of_n, whom)}" for what, n in parts]
    return f"Of the {number(of_n)} {whom.of(of_n)}, the following numbers {did} {'; '.join(each)}."


def _in_brackets(n: int, of_n: int, whom: Whom) -> str:
    return f" {per_cent(Share(n, of_n, whom.many, date.min))}" if 0 < n < of_n else ""


def facts(matter: Matter) -> list[str]:
    """The main facts, a sentence each, all as at the day of the report."""
    told = [_replied(matter)]
    everyone = len(matter.members)
    for code, n, of_treaties in _party(matter):
        what = {1: "the treaty", 2: "both treaties"}.get(of_treaties, f"all {number(of_treaties)} treaties")
        under = f"{what} counted under {scope.cited(code).lower()}"
        told.append(f"{subject(n, everyone, MEMBERS)} {was(n)} party to {under}.")
    for code, n in _full(matter):
        measures = f"the measures under {scope.cited(code).lower()} of {WHOLE[code[:2]]} as fully in place"
        told.append(f"{subject(n, len(matter.replied), REPLIED)} had reported {measures}.")
    if matter.own_copy and matter.replied and matter.provisions("D."):
        n = len(matter.discrepancies)
        many = f"{opening(n)} {DISCREPANCIES.of(n)}" if n else f"No {DISCREPANCIES.one}"
        told.append(f"{many} {was(n)} outstanding.")
    return told


def _replied(matter: Matter) -> str:
    cycle = matter.cycle_named(matter.request.cycle)
    return f"{subject(len(matter.replied), len(matter.members), MEMBERS)} had replied in the {cycle}."


def _party(matter: Matter) -> list[tuple[str, int, int]]:
    """Each article that rests on treaties: how many Member States are party to all that count, and how many count."""
    told = []
    for code in matter.provisions("D."):
        rows = matter.adherence[matter.adherence["provision"] == code]
        of_treaties = 0 if rows.empty else int(rows["of_treaties"].iloc[0])
        if of_treaties and not known.provisions()[code].parent:
            told.append((code, int((rows["level"] == "all").sum()), of_treaties))
    return told


def _full(matter: Matter) -> list[tuple[str, int]]:
    """Each article and paragraph on which enough is reported: how many States reported its measures fully in place."""
    told = []
    for code, provision in known.provisions().items():
        if not matter.replied or provision.parent or not matter.wants(code):
            continue
        at = levels_of(matter, code)
        if sum(len(at[band]) for band in BANDS) >= ENOUGH:
            told.append((code, len(at["full"])))
    return told
