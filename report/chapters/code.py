"""Chapter IV: the International Code of Conduct for Public Officials, part by part."""

from __future__ import annotations

from itertools import groupby

from desk import scope
from language import listing
from loaders import known
from report.blocks import Block, Heading, Paragraph
from report.chapters.measures import measures, quotations
from report.matter import Matter
from report.pictures import drawing

CHAPTER = "The International Code of Conduct for Public Officials"


def code_of_conduct(matter: Matter) -> list[Block]:
    """The Code, part by part; empty where none of its paragraphs is asked for."""
    held = known.provisions()
    codes = matter.provisions("C.")
    if not codes:
        return []
    parts = [(part, list(those)) for part, those in groupby(codes, key=lambda code: held[code].part)]
    if not matter.replied:
        titles = [f"{_title(part)} ({_paragraphs(those)})" for part, those in parts]
        return [
            Heading(CHAPTER),
            Paragraph(
                "The Code rests on no treaty: what is done under it can be known from replies alone. "
                f"{matter.lead} none had been received, so that nothing can be said on its parts: {listing(titles)}."
            ),
        ]
    blocks: list[Block] = [Heading(CHAPTER)]
    if len(codes) > 1:
        blocks += drawing(matter, "code-levels")
    for part, those in parts:
        blocks.append(Heading(f"{_title(part)} ({_paragraphs(those)})", 2))
        for code in those:
            blocks += measures(matter, code, verbatim=False)
        blocks += quotations(matter, those)
    return blocks


def _title(part: str) -> str:
    """The title of a part without its numeral."""
    return part.partition(". ")[2] or part


def _paragraphs(codes: list[str]) -> str:
    numbers = [scope.number_of(code) for code in codes]
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    whole = int(numbers[-1]) - int(numbers[0]) == len(numbers) - 1
    return f"paragraphs {f'{numbers[0]} to {numbers[-1]}' if whole and len(numbers) > 2 else listing(numbers)}"
