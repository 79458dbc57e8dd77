"""A receipt as a page of PDF; the same receipt gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).resolve().parent.parent / "data" / "fonts" / "desktop"
FAMILY = "Plex"
INK, MUTED, ACCENT = (23, 33, 43), (82, 96, 109), (31, 92, 153)
LABEL_WIDTH = 62.0
"""Of the column of labels, in millimetres."""


def receipt_pdf(
    title: str, lead: str, lines: Sequence[tuple[str, str]], notes: Sequence[str], made: datetime, language: str = "en"
) -> bytes:
    """One page A4: ``title``, a sentence, the lines (what it is, value), and notes below; ``made`` is in UTC."""
    page = FPDF(format="A4")
    page.set_creation_date(made.replace(tzinfo=UTC))
    page.set_title(title)
    page.set_lang(language)
    page.set_creator("Implementation Monitor")
    page.set_producer("Implementation Monitor")
    page.set_margins(22, 24, 22)
    page.add_font(FAMILY, "", FONTS / "IBMPlexSans-Regular.ttf")
    page.add_font(FAMILY, "B", FONTS / "IBMPlexSans-SemiBold.ttf")
    page.add_page()
    _paragraph(page, "Implementation Monitor", 10, MUTED)
    page.ln(4)
    _paragraph(page, title, 20, INK, "B")
    page.ln(2)
    _paragraph(page, lead, 11, INK)
    page.ln(6)
    for label, value in lines:
        _line(page, label, value)
    page.ln(4)
    for note in notes:
        _paragraph(page, note, 9.5, MUTED)
        page.ln(2)
    return bytes(page.output())


def _paragraph(page: FPDF, text: str, size: float, color: tuple[int, int, int], style: str = "") -> None:
    page.set_font(FAMILY, style, size)
    page.set_text_color(*color)
    page.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _line(page: FPDF, label: str, value: str) -> None:
    page.set_draw_color(217, 222, 228)
    page.line(page.l_margin, page.get_y(), page.w - page.r_margin, page.get_y())
    page.ln(2)
    top = page.get_y()
    page.set_font(FAMILY, "", 9.5)
    page.set_text_color(*MUTED)
    page.multi_cell(LABEL_WIDTH, 5.2, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
    page.set_xy(page.l_margin + LABEL_WIDTH, top)
    page.set_font(FAMILY, "B", 10.5)
    page.set_text_color(*INK)
    page.multi_cell(0, 5.2, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(2)
