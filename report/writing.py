"""Blocks as one Markdown text: chapters, paragraphs, tables, figures and maps numbered, with the fields of Word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from report.blocks import HEIGHT, Block, Heading, Paragraph, Picture, Table, key_of, widths_of
from report.numerals import letter, roman

NUMBERED = "Numbered Paragraph"

PAGE_OF = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF {mark} \\h '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
COUNTED = '<w:fldSimple w:instr=" SEQ {kind} \\* {form} "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
TAB = "<w:r><w:tab/></w:r>"
NEW_LINE = "<w:r><w:br/></w:r>"
NEW_PAGE = '<w:r><w:br w:type="page"/></w:r>'

NOTE_BEFORE_STOP = re.compile(r"(\^\[[^]]*\])([.,;:])")
"""A footnote is referred to behind the stop or comma, not before it."""

KINDS = {"Table": "Arabic", "Figure": "ROMAN", "Map": "Arabic"}
"""What is numbered under its own heading, and in which numerals: figures in roman, maps apart from them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of the contents: its numeral, its title, its mark in the text, its first and last paragraph (0: none)."""

    numeral: str
    title: str
    mark: str
    first: int
    last: int
    level: int
    annex: bool


@dataclass
class Writer:
    """Writes blocks one after the other; ``native`` texts are for Word, others for a page on screen."""

    native: bool
    totals: Counter[str]
    counts: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    chapters: list[Chapter] = field(default_factory=list)

    def write(self, blocks: Sequence[Block]) -> str:
        """All blocks, each closed by an empty line."""
        return "\n".join(self._written(block) for block in blocks)

    def _written(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        return self._table(block) if isinstance(block, Table) else self._picture(block)

    def _heading(self, block: Heading) -> str:
        level = block.level
        place = f"level {level}"
        if level == 1:
            place = "annex" if block.annex else "chapter"
            self.counts["level 2"] = 0
        self.counts["level 3"] = 0 if level < 3 else self.counts["level 3"]
        self.counts[place] += 1
        count = self.counts[place]
        numeral = {1: roman(count), 2: letter(count).upper(), 3: str(count)}[level]
        mark = f"part_{len(self.chapters) + 1}"
        number = f"Annex {numeral}" if block.annex else f"{numeral}."
        first = self.paragraphs + 1
        self.chapters.append(Chapter(f"{numeral}.", block.text, mark, first, first - 1, level, block.annex))
        if block.annex:
            return f"# {self._raw(NEW_PAGE)}{number}{self._raw(NEW_LINE) or ': '}{block.text} {{#{mark}}}\n"
        return f"{'#' * level} {number}{self._raw(TAB) or ' '}{block.text} {{#{mark}}}\n"

    def _paragraph(self, block: Paragraph) -> str:
        text = NOTE_BEFORE_STOP.sub(r"\2\1", block.text)
        if block.style == NUMBERED:
            self.paragraphs += 1
            self._extend()
            if not self.native:
                text = f"{self.paragraphs}. {text}".replace(". ", "\\. ", 1)
        return _styled(block.style, text)

    def _extend(self) -> None:
        """Every chapter and section that is open reaches to the paragraph just written."""
        level = 4
        for place in range(len(self.chapters) - 1, -1, -1):
            chapter = self.chapters[place]
            if chapter.level < level:
                level = chapter.level
                self.chapters[place] = Chapter(
                    chapter.numeral,
                    chapter.title,
                    chapter.mark,
                    chapter.first,
                    self.paragraphs,
                    chapter.level,
                    chapter.annex,
                )
            if level == 1:
                return

    def _table(self, table: Table) -> str:
        head = self._label("Table", table.title) if table.numbered else f"**{table.title}**"
        widths = widths_of(table)
        align = ["-" * width if place == 0 else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
        if not any(isinstance(cell, int) for row in table.rows for cell in row[1:]):
            align = ["-" * width for width in widths]
        lines = [_row(table.head), f"|{'|'.join(align)}|", *(_row(row) for row in table.rows)]
        notes = [f"*Source*: {table.source.rstrip('.')}."] if table.source else []
        notes += key_of(table.rows)
        notes += [f"^{letter(number)}^ {note}" for number, note in enumerate(table.notes, 1)]
        styles = ["Table Note"] * (len(notes) - 1) + ["Last Table Note"]
        below = "\n".join(_styled(style, note) for style, note in zip(styles, notes, strict=True))
        return f": {head}\n\n" + "\n".join(lines) + "\n\n" + below

    def _picture(self, picture: Picture) -> str:
        label = self._label("Map" if picture.is_map else "Figure")
        alt = picture.drawn.caption.alt.replace('"', "”").replace("\\", "").replace("?.", "?")
        width = min(picture.width, round(picture.width * HEIGHT / picture.height, 1))
        return f'![{label}](pictures/{picture.name}.png){{width={width:g}cm alt="{alt}"}}\n'

    def _label(self, kind: str, title: str = "") -> str:
        """``Table 3`` and the title below it; without a number where there is only one of the kind."""
        self.counts[kind] += 1
        number = roman(self.counts[kind]) if KINDS[kind] == "ROMAN" else str(self.counts[kind])
        label = kind
        if self.totals[kind] > 1:
            label = f"{kind} {self._raw(COUNTED.format(kind=kind, form=KINDS[kind], number=number)) or number}"
        return f"{label}\\\n**{title}**" if title else label

    def _raw(self, xml: str) -> str:
        """What only Word understands; nothing in a text for the page."""
        return f"`{xml}`{{=openxml}}" if self.native else ""

    def contents(self) -> Iterator[str]:
        """The contents, a line a chapter and section: paragraphs at once, pages as a field of Word."""
        yield _styled("Contents Heading", "Contents")
        tab = self._raw(TAB) or " "
        yield _styled("Contents Line", f"*Chapter*{tab}*Paragraphs*{tab}*Page*")
        annexed = False
        for chapter in self.chapters:
            if chapter.level > 2:
                continue
            if chapter.annex and not annexed:
                annexed = True
                yield _styled("Contents Heading", "Annexes")
            numeral, style = chapter.numeral, "Contents Line"
            if chapter.level > 1:
                numeral, style = f"{tab}{numeral}", "Contents Section"
            page = self._raw(PAGE_OF.format(mark=chapter.mark))
            span = _span(chapter.first, chapter.last)
            yield _styled(style, f"{numeral}{tab}{chapter.title}{tab}{span}{tab}{page}")


def written(blocks: Sequence[Block], native: bool = True) -> str:
    """The whole body, its contents first; ``native`` for Word, otherwise for a page."""
    writer = Writer(native, totals_of(blocks))
    body = writer.write(blocks)
    return "\n".join(writer.contents()) + "\n" + body


def totals_of(blocks: Iterable[Block]) -> Counter[str]:
    """How many tables, figures and maps there are: a single one has no number."""
    kinds: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Table) and block.numbered:
            kinds["Table"] += 1
        elif isinstance(block, Picture):
            kinds["Map" if block.is_map else "Figure"] += 1
    return kinds


@dataclass(frozen=True, slots=True)
class Length:
    """How long a report is, in words: its text (paragraphs, headings, tables), its footnotes and notes, its annexes."""

    text: int
    notes: int
    annexes: int


def length(blocks: Sequence[Block]) -> Length:
    """The words of a report, counted as an editor counts them."""
    counts: Counter[str] = Counter()
    where = "text"
    for block in blocks:
        if isinstance(block, Heading):
            where = "annexes" if block.annex else where
            counts[where] += _words(block.text)
        elif isinstance(block, Paragraph):
            body, notes = without_notes(block.text)
            counts[where] += _words(body)
            counts["notes"] += _words(notes)
        elif isinstance(block, Table):
            cells = [block.title, *block.head, *(str(cell) for row in block.rows for cell in row)]
            counts[where] += sum(map(_words, cells))
            counts["notes"] += sum(map(_words, [block.source, *block.notes]))
    return Length(counts["text"], counts["notes"], counts["annexes"])


def without_notes(text: str) -> tuple[str, str]:
    """A paragraph without its footnotes, and the footnotes."""
    notes = re.findall(r"\^\[(.*?)(?<!\\)\]", text)
    return re.sub(r"\^\[.*?(?<!\\)\]", "", text), " ".join(notes)


def _words(text: str) -> int:
    return len(re.findall(r"\w[\w’'.,/-]*", text))


def _row(cells: Sequence[str | int]) -> str:
    return "|" + "|".join(str(cell).replace("|", "\\|") for cell in cells) + "|"


def _styled(style: str, text: str) -> str:
    return f'::: {{custom-style="{style}"}}\n{text}\n:::\n'


def _span(first: int, last: int) -> str:
    if last < first:
        return ""
    return str(first) if first == last else f"{first}–{last}"
