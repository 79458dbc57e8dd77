"""What States reported under a provision: how many at which level, by group, and since the last cycle; examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compliance.change import level_moves
from desk import scope
from desk.notes import SELF_ASSESSED, label_of, reported_levels
from desk.reading import method
from desk.reading import reported as reported_figures
from exports.word import literal
from language import day_text, listing
from loaders import known
from model import Missing
from report.blocks import Block, Paragraph, Table, quantity
from report.matter import Matter, in_order, name_of, note_of, notes_of
from report.sentences import (
    ENOUGH,
    REPLIED,
    STATES,
    Whom,
    broken_down,
    counted,
    footnote,
    number,
    too_few,
    who,
)

BANDS = ("full", "large", "part", "early")

DID = {
    "full": "had reported the measures called for as fully in place",
    "large": "as in place for the larger part",
    "part": "as in place in part",
    "early": "as in preparation or not in place",
    "withheld": "answered too little for a level to be given",
    Missing.BLANK: "left the questions unanswered",
    Missing.CONFIDENTIAL: "answered for the Secretariat only",
    Missing.NOT_APPLICABLE: "found the questions not applicable",
    Missing.NOT_ASKED: "were not asked",
}

EXAMPLES = 2
"""How many replies are quoted under an article."""

LONGEST = 500
"""Characters of a reply that is quoted; a longer one is left for the officer to quote in part."""

AS_RECEIVED = "Replies are reproduced as received and have not been edited"

IN_BOTH = Whom("State with a level in both cycles", "States with a level in both cycles")
"""Of whom change is told: a State that replied in both, but left the questions open in one, has no level there."""


def measures(matter: Matter, provision: str, verbatim: bool = True) -> list[Block]:
    """Reported measures under one provision; empty where nobody replied or nothing was asked."""
    at = levels_of(matter, provision)
    if not matter.replied or len(at[Missing.NOT_ASKED]) == len(matter.replied):
        return []
    given = sum(len(at[band]) for band in BANDS)
    cited = scope.cited(provision).lower()
    if given < ENOUGH:
        return [Paragraph(too_few(given, REPLIED, f"{matter.lead} on {cited},"))]
    full = at["full"]
    notes = notes_of(at, matter.replied, "All States that replied except")
    parts = [(len(at[word]), f"{did}{notes[word]}") for word, did in list(DID.items())[1:]]
    did = DID["full"].replace("the measures called for", f"the measures called for in {cited}")
    said = broken_down(len(full), len(matter.replied), did, parts, REPLIED, notes["full"], matter.lead)
    by_group = "" if verbatim else _by_group(matter, full)
    return [
        Paragraph(f"{said}{by_group}{_legislation(matter, provision)}"),
        *([_group_table(matter, provision, at)] if verbatim else []),
        *_change(matter, provision),
        *(quotations(matter, [provision]) if verbatim else []),
    ]


def levels_of(matter: Matter, provision: str) -> dict[str, tuple[str, ...]]:
    """The States that replied by the level at which they stand under a provision."""
    rows = matter.levels[matter.levels["provision"] == provision]
    return {word: in_order(rows.loc[rows["level"] == word, "state"]) for word in DID}


def _by_group(matter: Matter, full: Sequence[str]) -> str:
    """How those at the highest level are spread over the groups; groups with too few replies are named as such."""
    told, few = [], []
    for group, states in matter.groups.items():
        replied = set(states) & set(matter.replied)
        if len(replied) < ENOUGH:
            few.append(group)
            continue
        told.append(f"{number(len(set(full) & replied), len(replied))} of {number(len(replied))} {group}")
    if not told:
        return ""
    said = f" By {matter.group_word}, those that had reported them as fully in place were {listing(told)} that replied."
    return said + (f" Too few replied of {listing(few)}." if few else "")


def _group_table(matter: Matter, provision: str, at: Mapping[str, Sequence[str]]) -> Table:
    """How many States of each group stand at each level; the rest of those that replied are without one."""
    labels = label_of(reported_levels())
    rows: list[tuple[str | int, ...]] = []
    groups = {**matter.groups, "All States that replied": matter.replied}
    for group, states in groups.items():
        replied = set(states) & set(matter.replied)
        n = [len(replied & set(at[band])) for band in BANDS]
        rows.append((group, *map(quantity, n), quantity(len(replied) - sum(n)), quantity(len(replied))))
    head = (matter.group_word.capitalize(), *(labels[band] for band in BANDS), "No level given", "Replies")
    title = f"{scope.cited(provision)} as reported, by {matter.group_word}, as at {day_text(matter.as_at)}"
    name = f"reported-{provision.lower().replace('.', '-')}"
    return Table(name, title, head, tuple(rows), source=SELF_ASSESSED, total=matter.request.scheme != "special")


def _change(matter: Matter, provision: str) -> list[Block]:
    """How many moved to a higher or lower level since the last cycle, of those that had a level in both."""
    if not matter.earlier_cycle:
        return []
    before = reported_figures(matter.reading, matter.earlier_cycle, matter.as_at)
    both = [table[table["provision"] == provision] for table in (before, matter.levels)]
    moves = level_moves(both[0], both[1], method(), "reported")
    moves = moves[moves["was"].isin(BANDS) & moves["is_now"].isin(BANDS)]
    who = {word: in_order(moves.loc[moves["move"] == word, "state"]) for word in ("same", "higher", "lower")}
    total = len(moves)
    cited = scope.cited(provision).lower()
    earlier = f"in the {matter.cycle_named(matter.earlier_cycle)}"
    if total < ENOUGH:
        those = counted(total, STATES) if total else "no State"
        why = "which is too few for a statement on change" if total else "so that no change can be given"
        return [Paragraph(f"{matter.lead} {those} had a level under {cited} in this cycle and {earlier}, {why}.")]
    everyone = in_order(moves["state"])
    parts = [(len(who[word]), f"a {word} one{note_of(who[word], everyone)}") for word in ("higher", "lower")]
    did = f"had reported the same level under {cited} as {earlier}"
    return [Paragraph(broken_down(len(who["same"]), total, did, parts, IN_BOTH, "", matter.lead))]


def under(matter: Matter, answers: pd.DataFrame, provisions: Sequence[str]) -> pd.DataFrame:
    """The answers to the questions of these provisions and of their measures."""
    codes = [
        question.code
        for question in matter.form.questions
        if question.part in "BC"
        and any(question.provision == code or question.provision.startswith(f"{code}.") for code in provisions)
    ]
    return answers[answers["question"].isin(codes)]


def _legislation(matter: Matter, provision: str) -> str:
    """How many cited legislation under the provision: a sentence for the end of a paragraph; nothing for nobody."""
    rows = under(matter, matter.quotable, [provision])
    cited = in_order(rows.loc[rows["legal_reference"] != "", "state"])
    if not cited:
        return ""
    note = note_of(cited, matter.replied, "All States that replied except")
    return f" Legislation had been cited by {who(len(cited), len(matter.replied), REPLIED, note)}."


def quotations(matter: Matter, provisions: Sequence[str]) -> list[Block]:
    """Examples of measures as States worded them, with the legislation that they cited.

    Which States are quoted moves on through the alphabet from article to article, so that each comes in turn.
    """
    rows = under(matter, matter.quotable, provisions)
    rows = rows[(rows["comment"] != "") & (rows["comment"].str.len() <= LONGEST)]
    rows = rows[rows["value"].isin(("fully", "partly", "in_preparation"))]
    rows = rows.drop_duplicates("state")
    first = {
        str(state): (str(comment), str(law))
        for state, comment, law in rows[["state", "comment", "legal_reference"]].itertuples(index=False, name=None)
    }
    if not first:
        return []
    turn = list(known.provisions()).index(provisions[0]) * EXAMPLES
    states = in_order(first)
    quoted = [states[(turn + step) % len(states)] for step in range(min(EXAMPLES, len(states)))]
    blocks: list[Block] = [Paragraph(f"Examples of measures, as States worded them:{footnote(AS_RECEIVED)}")]
    for state in in_order(quoted):
        comment, law = first[state]
        cited = f" Legislation cited: {literal(law)}." if law else ""
        blocks.append(Paragraph(f"*{name_of(state)}*: “{literal(comment)}”{cited}", "Quotation"))
    return blocks
