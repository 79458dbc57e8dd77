"""Chapters V and VI: steps to make both texts known, legislation supplied, assistance needed and offered."""

from __future__ import annotations

from desk.notes import SELF_ASSESSED
from language import day_text
from report.blocks import Block, Heading, Paragraph, Table, quantity
from report.matter import Matter, in_order, named, note_of
from report.sentences import ENOUGH, REPLIED, reported, too_few

NOTHING = "none"
"""The word of a question with several answers that excludes the others."""


def further(matter: Matter) -> list[Block]:
    """What States reported beside the provisions; empty where nobody replied or single provisions are asked for."""
    if not matter.replied or matter.request.provisions:
        return []
    return [
        Heading("Steps to make both texts known"),
        *_several(
            matter, "x_known", "steps taken to make the texts known", "had reported steps to make the texts known"
        ),
        Heading("Legislation cited"),
        *_several(matter, "x_legislation", "texts supplied", "had supplied legislative or regulatory texts"),
        Heading("Technical assistance needed and offered"),
        *_several(matter, "x_needs", "areas in which assistance is needed", "had reported a need for assistance"),
        *_several(matter, "x_offers", "areas in which assistance is offered", "had offered assistance to other States"),
    ]


def _several(matter: Matter, code: str, title: str, did: str) -> list[Block]:
    """One question with several answers: how many said something, then each answer with its States."""
    question = next(item for item in matter.form.questions if item.code == code)
    rows = matter.answers[(matter.answers["question"] == code) & (matter.answers["value"] != "")]
    gave = in_order(rows["state"])
    if len(gave) < ENOUGH:
        return [Paragraph(too_few(len(gave), REPLIED, f"{matter.lead} on {title},"))]
    said = {state: set(value.split()) for state, value in zip(rows["state"], rows["value"], strict=True)}
    some = in_order([state for state in gave if said[state] - {NOTHING}])
    first = reported(len(some), len(matter.replied), did, REPLIED, note_of(some, matter.replied), matter.lead)
    cells: list[tuple[str | int, ...]] = []
    notes: list[str] = []
    for option in matter.form.choices[question.choices]:
        states = in_order([state for state in gave if option.value in said[state]])
        mark = ""
        if states and len(states) <= len(matter.members) // 2:
            notes.append(f"{'; '.join(named(states))}.")
            mark = f" ^{chr(ord('a') + len(notes) - 1)}^"
        cells.append((f"{option.labels['en']}{mark}", quantity(len(states))))
    table = Table(
        code.replace("_", "-"),
        f"{title.capitalize()}, as reported by the {len(gave)} States that answered, as at {day_text(matter.as_at)}",
        ("Answer", "States"),
        tuple(cells),
        (8, 2),
        (*notes,),
        f"{SELF_ASSESSED}; several answers were possible",
    )
    return [Paragraph(first), table]
