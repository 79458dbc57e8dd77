"""Chapter II: who replied, by group, out of whom, late and not at all."""

from __future__ import annotations

import pandas as pd

from compliance.responses import response_distribution, responses
from desk.notes import SELF_ASSESSED
from language import day_text
from model import Share
from report.blocks import Block, Heading, Paragraph, Table, quantity
from report.matter import Matter, in_order, note_of
from report.pictures import drawing
from report.sentences import MEMBERS, REPLIED, broken_down, of_all, subject

IN_TIME, LATE, NONE = "in_time", "late", "none"


def replies(matter: Matter) -> list[Block]:
    """Replies received."""
    cycle = matter.reading.cycles[matter.request.cycle]
    head = Heading("Replies received")
    n, of_n = len(matter.replied), len(matter.members)
    if not n:
        return [
            head,
            Paragraph(
                f"{matter.lead} no reply to the questionnaire of the {matter.cycle_named(cycle.code)} had been "
                f"received from any of the {of_n} Member States; replies were due by {day_text(cycle.due)}. The report "
                "therefore rests on what the depositaries record. Its parts on reported measures will be filled as "
                "replies arrive."
            ),
        ]
    sent = responses(matter.reading.returns, matter.request.cycle, cycle.due, matter.members, matter.as_at)
    who = {word: in_order(sent.loc[sent["response"] == word, "state"]) for word in (IN_TIME, LATE, NONE)}
    blocks: list[Block] = [head, Paragraph(_received(matter)), Paragraph(_when(matter, who))]
    table = response_distribution(sent, {**matter.groups, "All Member States": matter.members})
    blocks += [_by_group(matter, table), *drawing(matter, "response")]
    return blocks


def _received(matter: Matter) -> str:
    share = Share(len(matter.replied), len(matter.members), "Member States", matter.as_at)
    silent = set(matter.members) - set(matter.replied)
    note = note_of(matter.replied, matter.members) if len(matter.replied) <= len(silent) else ""
    if matter.own_copy:
        return (
            f"{matter.lead} {of_all(share)} had replied{note}. The present copy is the Secretariat’s own: its figures "
            "take in answers that States gave for the Secretariat only, and it is not for publication."
        )
    return (
        f"{matter.lead} replies that may be published, in whole or in part, had been received from {of_all(share)}"
        f"{note}. They are called below the States that replied. Answers that a State gave for the Secretariat only "
        "are counted as such and not otherwise used."
    )


def _when(matter: Matter, who: dict[str, tuple[str, ...]]) -> str:
    due = day_text(matter.reading.cycles[matter.request.cycle].due)
    late = who[LATE]
    said = broken_down(
        len(who[IN_TIME]),
        len(matter.replied),
        f"had done so by {due}, the day on which replies were due",
        [(len(late), f"replied later{note_of(late, matter.replied)}")],
        REPLIED,
        lead=matter.lead,
    )
    silent = len(who[NONE])
    note = note_of(who[NONE], matter.members) if silent < len(matter.replied) else ""
    return f"{said} {subject(silent, len(matter.members), MEMBERS)} had not replied{note}."


def _by_group(matter: Matter, table: pd.DataFrame) -> Table:
    rows = []
    for group, part in table.groupby("group", sort=False):
        n = dict(zip(part["response"], part["n"], strict=True))
        size = int(part["of_n"].iloc[0])
        rows.append((str(group), *(quantity(int(n[word])) for word in (IN_TIME, LATE, NONE)), size))
    title = f"Replies received, by {matter.group_word}, as at {day_text(matter.as_at)}"
    head = (matter.group_word.capitalize(), "In time", "Late", "No reply", "Member States")
    partition = matter.request.scheme in ("regional", "m49")
    return Table("replies", title, head, tuple(rows), (10, 3, 3, 3, 4), source=SELF_ASSESSED, total=partition)
