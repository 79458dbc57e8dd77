"""Chapter III: the Declaration, article by article."""

from __future__ import annotations

from desk import scope
from language import listing
from loaders import known
from report.blocks import Block, Heading, Paragraph
from report.chapters.measures import measures
from report.chapters.position import measure_position, position
from report.matter import Matter
from report.pictures import drawing


def declaration(matter: Matter) -> list[Block]:
    """The Declaration, article by article; empty where none of its articles is asked for."""
    provisions = matter.provisions("D.")
    if not provisions:
        return []
    held = known.provisions()
    blocks: list[Block] = [Heading("The Declaration, article by article"), *_overview(matter)]
    seen: dict[frozenset[str], str] = {}
    silent = []
    for code in provisions:
        if held[code].parent and held[code].parent in provisions:
            continue
        told = [*position(matter, code, seen), *measures(matter, code)]
        parts = [_measure(matter, part) for part in provisions if held[part].parent == code]
        if told or any(parts):
            blocks += [Heading(f"{scope.cited(code)}: {held[code].short_title}", 2), *told]
            blocks += [block for part in parts for block in part]
        else:
            silent.append(scope.number_of(code))
    if silent:
        blocks += [Heading("Articles on which nothing is known yet", 2), Paragraph(_silent(matter, silent))]
    return blocks


def _overview(matter: Matter) -> list[Block]:
    """The figures over all articles, where more than one is reported on."""
    articles = matter.provisions("D.")
    blocks: list[Block] = []
    if len(articles) > 1 and matter.counted["in_count"].any():
        blocks += drawing(matter, "articles-adherence")
    return blocks


def _measure(matter: Matter, code: str) -> list[Block]:
    told = [*measure_position(matter, code), *measures(matter, code, verbatim=False)]
    return [Heading(f"{scope.cited(code)}: {known.provisions()[code].short_title}", 3), *told] if told else []


def _silent(matter: Matter, numbers: list[str]) -> str:
    many = len(numbers) > 1
    return (
        f"{matter.lead} nothing was known of {'articles' if many else 'article'} {listing(numbers)}: "
        f"{'they rest' if many else 'it rests'} on no treaty, and what States do under {'them' if many else 'it'} can be "
        "told from their replies alone, of which none had been received."
    )
