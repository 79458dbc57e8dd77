"""Chapter I: what the report was asked for by, and how its figures are made."""

from __future__ import annotations

from desk import scope
from desk.notes import known_then
from language import day_text, listing
from loaders import known
from model import Coverage
from report.blocks import Block, Heading, Paragraph
from report.matter import Matter, titled
from report.sentences import ENOUGH, footnote, number, opening

TEXTS = {
    "D.": "the United Nations Declaration on Crime and Public Security, annexed to its resolution 51/60",
    "C.": "the International Code of Conduct for Public Officials, annexed to its resolution 51/59",
}


def mandate(matter: Matter) -> list[Block]:
    """Mandate and method."""
    return [Heading("Mandate and method"), *_mandate(matter), *_method(matter)]


def _mandate(matter: Matter) -> list[Block]:
    texts = [text for prefix, text in TEXTS.items() if matter.provisions(prefix)]
    cycle = matter.reading.cycles[matter.request.cycle]
    blocks: list[Block] = [
        Heading("Mandate", 2),
        Paragraph(
            f"On 12 December 1996 the General Assembly adopted {', and '.join(texts)}. It urged Member States to take "
            "all appropriate measures in accordance with the Declaration, and recommended the Code of Conduct to them "
            "as a tool to guide their efforts against corruption."
            if len(texts) == 2
            else f"On 12 December 1996 the General Assembly adopted {texts[0]}."
        ),
        Paragraph(
            f"The present report is submitted to the Commission on Crime Prevention and Criminal Justice at its "
            f"{matter.session.name}. It sets out, as at {day_text(matter.as_at)}, what the depositaries of the "
            "treaties record and what Member States reported of themselves in the "
            f"{matter.cycle_named(cycle.code)}, for which replies were due by {day_text(cycle.due)}."
        ),
    ]
    if matter.request.provisions:
        said = listing(_cited(matter))
        blocks.append(
            Paragraph(f"At the request of the office that issues it, the present report is limited to {said}.")
        )
    return blocks


def _cited(matter: Matter) -> list[str]:
    words = []
    for prefix, one, many in (("D.", "article", "articles"), ("C.", "paragraph", "paragraphs")):
        numbers = [scope.number_of(code) for code in matter.provisions(prefix) if not known.provisions()[code].parent]
        if numbers:
            whole = {"D.": "the Declaration", "C.": "the Code of Conduct"}[prefix]
            every = [
                code for code in known.provisions() if code.startswith(prefix) and not known.provisions()[code].parent
            ]
            if len(numbers) == len(every):
                words.append(whole)
            else:
                words.append(f"{one if len(numbers) == 1 else many} {listing(numbers)} of {whole}")
    return words


def _method(matter: Matter) -> list[Block]:
    blocks: list[Block] = [
        Heading("Method", 2),
        Paragraph(
            "Two kinds of knowledge are used and kept apart. That a State is party to a treaty is recorded by the "
            "depositary and can be verified by anyone; the day is that on which the instrument was deposited. What a "
            "State reports of its measures is its own assessment, which nobody has verified. No figure compares one "
            "State with another, and none says whether a State meets its obligations."
        ),
    ]
    if matter.provisions("D."):
        blocks.append(Paragraph(_lists(matter)))
    blocks.append(
        Paragraph(
            "A reported measure is fully in place, in place for the larger part, in place in part, or in preparation "
            "or not in place, by the mean of the answers that a State gave to the questions on it. A question that was "
            "not answered is not counted as a “no”: where less than half was answered, no level is given. A statement "
            f"about States that replied is made where at least {number(ENOUGH)} of them gave an answer on which it can "
            "rest. Percentages are rounded to whole numbers. “Member States” are the "
            f"{len(matter.members)} Member States of the United Nations as at {day_text(matter.as_at)}."
        )
    )
    request = matter.request
    if request.known_on:
        told = (
            f"The report gives what was known on {day_text(request.known_on)}; what was learned later is not in it.",
            *known_then(matter.reading),
        )
        past = f"{' '.join(told)} "
    else:
        past = ""
    blocks.append(
        Paragraph(
            f"{past}The figures were made from data revision {matter.reading.revision}; the same day, revision "
            "and scope give the same report."
        )
    )
    if matter.earlier_cycle:
        earlier = matter.cycle_named(matter.earlier_cycle)
        blocks.append(
            Paragraph(
                f"What changed in the measures that States report is told since the {earlier}, and only over States "
                "for which both cycles give a level."
            )
        )
    elif matter.replied:
        blocks.append(
            Paragraph(
                "As this is the first reporting cycle, no change in the measures that States report can be given."
            )
        )
    return blocks


def _lists(matter: Matter) -> str:
    """How many lists of participants are held, and up to when they are known."""
    lists = matter.reading.lists
    wanted = {treaty for prefix in ("D.",) for code in matter.provisions(prefix) for treaty in _treaties(matter, code)}
    rows = lists[lists["treaty"].isin(wanted)]
    full = rows[rows["coverage"] == Coverage.COMPLETE]
    if full.empty:
        return (
            "The treaties on which the articles rest are known by name; no list of their participants was held, so "
            "that nothing can be said of who is party to them."
        )
    rest = [titled(code) for code in known.treaties() if code in wanted - set(full["treaty"])]
    days = full["known_as_at"]
    first, last = days.min().date(), days.max().date()
    said = (
        f"{opening(len(wanted))} treaties serve the articles of the Declaration reported on. Full lists of "
        f"participants are held of {number(len(full), len(wanted))}, the oldest known up to {day_text(first)} and the "
        f"newest up to {day_text(last)}; acts later than the day of a list are not in the figures."
    )
    if rest:
        whose = "list of the other treaty is" if len(rest) == 1 else f"lists of the other {number(len(rest))} are"
        said += (
            f" The {whose} held in part or not at all{footnote('; '.join(rest))}; a State’s absence from such a list "
            "means nothing, and no figure rests on it."
        )
    return said


def _treaties(matter: Matter, provision: str) -> list[str]:
    rows = matter.counted
    return list(rows.loc[rows["provision"] == provision, "treaty"])
