"""A report as a whole: its chapters, its pictures or the tables in their place, and what its editor must know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from charts.caption import DEMONSTRATION
from desk.reading import Reading
from exports.picture import PictureError, Renderer, shared
from exports.word import to_html, to_word
from language import day_text, number_text, say
from report.blocks import Block, Picture, Table, disagreements
from report.chapters.annexes import annexes
from report.chapters.closing import conclusions, each_discrepancy, outstanding, summary
from report.chapters.code import code_of_conduct
from report.chapters.declaration import declaration
from report.chapters.further import further
from report.chapters.mandate import mandate
from report.chapters.replies import replies
from report.matter import Matter, Request, UnknownRequestError
from report.pictures import Studio, as_tables
from report.writing import Length, length, written

MOST_WORDS = 8_500
"""The length to which reports of the Secretariat are held."""

TITLE = (
    "Implementation of the United Nations Declaration on Crime and Public Security and of the International Code of "
    "Conduct for Public Officials"
)
SUBTITLE = "Report of the Secretary-General"
ORGAN = "Commission on Crime Prevention and Criminal Justice"
OWN_COPY = "For the Secretariat only – not for publication"
CHAPTERS: tuple[Callable[[Matter], Iterable[Block]], ...] = (
    mandate,
    replies,
    declaration,
    code_of_conduct,
    further,
    outstanding,
    conclusions,
    annexes,
    each_discrepancy,
)
"""All chapters and annexes, in order; each gives nothing where it does not apply."""

STEPS = ("Reading the store", "Writing the chapters", "Drawing the figures", "Putting the document together")
"""What is told of progress."""

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Report:
    """A report ready to be written out: blocks in order, pictures by name, and sentences for its editor.

    ``warnings`` are for whoever edits it and stand nowhere in the document.
    """

    matter: Matter
    blocks: tuple[Block, ...]
    pictures: Mapping[str, bytes]
    warnings: tuple[str, ...]

    @cached_property
    def about(self) -> dict[str, str]:
        """Masthead and document properties, in Markdown."""
        matter = self.matter
        session = matter.session
        return {
            "title": TITLE,
            "subtitle": SUBTITLE,
            "organ": ORGAN,
            "session": f"{session.name.capitalize()}",
            "place": f"Vienna, {_days(session.opens, session.closes)}",
            "item": "Item \\[…\\] of the provisional agenda",
            "summary": _summary(matter),
            "subject": f"{ORGAN}, {session.name}, as at {day_text(matter.as_at)}",
            "keywords": "Declaration on Crime and Public Security, Code of Conduct for Public Officials",
            "description": f"Data revision {matter.reading.revision}, as at {day_text(matter.as_at)}",
            "lang": "en-GB",
        }

    @property
    def marks(self) -> str:
        """What stands at the head of every page; empty for a real copy that may be published."""
        said = [say(DEMONSTRATION)] if self.matter.reading.demonstration else []
        return " · ".join([*said, OWN_COPY] if self.matter.own_copy and self.matter.replied else said)

    @cached_property
    def length(self) -> Length:
        """How long it is, in words."""
        return length(self.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def word(self) -> bytes:
        """The report as .docx, the same bytes for the same matter. Raises DocumentError when pandoc refuses it."""
        text = written(self.blocks)
        pictures = {f"pictures/{name}.png": content for name, content in self.pictures.items()}
        return to_word(text, self.about, pictures, self.matter.as_at, self.marks)

    def html(self) -> str:
        """The report as a page, without its pictures, for a look before it is taken away."""
        text = written([block for block in self.blocks if not isinstance(block, Picture)], native=False)
        return to_html(text)


def report(
    reading: Reading, request: Request, renderer: Renderer | None = None, told: Progress = lambda step: None
) -> Report:
    """The report that was asked for, from one reading of the store; ``told`` hears of each step.

    Where no picture can be drawn, tables stand in their place and one warning says how to get pictures. Raises
    UnknownRequestError, with a sentence, for a session or cycle that is not known.
    """
    if request.cycle not in reading.cycles:
        raise UnknownRequestError(
            f"There is no cycle {request.cycle}; known are {', '.join(reading.cycles) or 'none'}."
        )
    told(STEPS[1])
    matter = Matter(reading, request)
    blocks: list[Block] = []
    warnings: list[str] = []
    pictures: dict[str, bytes] = {}
    studio = Studio(renderer or shared())
    try:
        for block in chain.from_iterable(chapter(matter) for chapter in CHAPTERS):
            blocks.append(block)
            if isinstance(block, Picture):
                studio.take(block)
        told(STEPS[2])
        pictures = studio.pictures()
    except PictureError as error:
        blocks = as_tables(blocks)
        warnings.append(f"Tables stand in place of the figures. {error}")
    finally:
        studio.close()
    warnings += [said for block in blocks if isinstance(block, Table) for said in disagreements(block)]
    words = length(blocks)
    if words.text > MOST_WORDS:
        warnings.append(
            f"The text has {number_text(words.text)} words, more than the {number_text(MOST_WORDS)} to which reports "
            f"are held; its notes have {number_text(words.notes)} and its annexes {number_text(words.annexes)} more."
        )
    return Report(matter, tuple(blocks), pictures, tuple(warnings))


def _summary(matter: Matter) -> str:
    """The main facts in a box under the title; what the Secretariat has to add is left to it."""
    return (
        "The present report sets out how States carry out both texts: what the depositaries of treaties record, and "
        f"what States reported of themselves. All figures are as at {day_text(matter.as_at)}. "
        + " ".join(summary(matter))
    )


def _days(first: date, last: date) -> str:
    """The days of a session: ``18–22 May 2026``."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last)}"
    return f"{day_text(first)}–{day_text(last)}"
