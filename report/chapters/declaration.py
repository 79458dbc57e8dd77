"""Chapter III: the Declaration, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from desk import scope
from language import listing
from loaders import known
from report.blocks import Block, Heading, Paragraph
from report.chapters.measures import measures
from report.chapters.position import measure_position, plate, position
from report.matter import Matter
from report.pictures import drawing
from report.sentences import Whom, counted

ARTICLES = Whom("article", "articles")
TREATIES = Whom("treaty", "treaties")


def declaration(matter: Matter) -> Iterator[Block]:
    """The Declaration, article by article; nothing where none of its articles is asked for."""
    provisions = matter.provisions("D.")
    if not provisions:
        return
    held = known.provisions()
    yield Heading("The Declaration, article by article")
    yield from _overview(matter)
    seen: dict[frozenset[str], str] = {}
    silent = []
    for code in provisions:
        if held[code].parent and held[code].parent in provisions:
            continue
        told = [*position(matter, code, seen), *measures(matter, code)]
        parts = [_measure(matter, part) for part in provisions if held[part].parent == code]
        if told or any(parts):
            yield Heading(f"{scope.cited(code)}: {held[code].short_title}", 2)
            yield from chain(told, *parts)
        else:
            silent.append(scope.number_of(code))
    if silent:
        yield Heading("Articles on which nothing is known yet", 2)
        yield Paragraph(_silent(matter, silent))
    yield from _pictures(matter, list(seen.values()))


def _overview(matter: Matter) -> list[Block]:
    """What the articles rest on, where more than one is reported on."""
    held = known.provisions()
    articles = [code for code in matter.provisions("D.") if not held[code].parent]
    if len(articles) < 2 or not matter.counted["in_count"].any():
        return []
    rows = matter.counted[matter.counted["in_count"]]
    rest = [code for code in articles if code in set(rows["provision"])]
    free = [scope.number_of(code) for code in articles if code not in rest]
    treaties = rows.loc[rows["provision"].isin(rest), "treaty"].nunique()
    said = (
        f"{matter.lead} {counted(len(rest), ARTICLES)} of the Declaration rested on treaties that count, "
        f"{counted(treaties, TREATIES)} in all; a treaty may serve several articles."
    )
    if free:
        said += (
            f" {'Articles' if len(free) > 1 else 'Article'} {listing(free)} rest{'' if len(free) > 1 else 's'} on none."
        )
    return [Paragraph(said)]


def _pictures(matter: Matter, articles: Sequence[str]) -> list[Block]:
    """All figures and maps of the chapter, after its text: set among it each would leave half a page empty."""
    if not articles:
        return []
    shown: list[Block] = []
    if len([code for code in matter.provisions("D.") if not known.provisions()[code].parent]) > 1:
        shown += drawing(matter, "articles-adherence")
        shown += drawing(matter, "articles-reported") if matter.replied else []
    for code in articles:
        shown += plate(matter, code)
    each = ", article by article," if len(articles) > 1 else ""
    said = (
        f"The figures and maps that follow show{each} to how many of the treaties that count Member States were party, "
        f"on a map and by {matter.group_word}."
    )
    return [Heading("Figures and maps", 2), Paragraph(said), *shown]


def _measure(matter: Matter, code: str) -> list[Block]:
    told = [*measure_position(matter, code), *measures(matter, code, verbatim=False)]
    return [Heading(f"{scope.cited(code)}: {known.provisions()[code].short_title}", 3), *told] if told else []


def _silent(matter: Matter, numbers: list[str]) -> str:
    many = len(numbers) > 1
    return (
        f"{matter.lead} nothing was known of {'articles' if many else 'article'} {listing(numbers)}: "
        f"{'they rest' if many else 'it rests'} on no treaty, and what States do under {'them' if many else 'it'} can "
        "be told from their replies alone, of which none had been received."
    )
