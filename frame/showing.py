"""How a figure, a table, a text and a number are shown, each with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from desk import figures
from desk.drawn import Drawn, Fact, Tabled
from exports.picture import picture
from exports.table import to_csv, to_xlsx
from frame.downloading import download
from frame.sight import reading
from frame.verbatim import verbatim
from language import day_text, say
from loaders import known
from model import Choices
from serving.document import NARROW

WIDE, SMALL = 1_080, 358
"""The widths in pixels a figure is laid out for, on a screen and on a small one."""

SHORT = 40
"""Up to this many rows a table is shown whole."""

MAP_CONFIG = {"topojsonURL": "/geometry/", "displayModeBar": False, "scrollZoom": False}
CHART_CONFIG = {"displayModeBar": False}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def section(title: str) -> None:
    """A heading within the page."""
    st.header(say(title), anchor=False)


def show(name: str, choice: Choices) -> None:
    """A figure by its name, with the table behind it and its downloads."""
    ground = "dark" if st.context.theme.type == "dark" else "light"
    shown = figures.draw(name, reading(), choice, ground, SMALL if st.context.cookies.get(NARROW) == "yes" else WIDE)
    config = MAP_CONFIG if shown.caption.map_disclaimer else CHART_CONFIG
    st.plotly_chart(shown.figure, config=config, theme=None, key=f"chart-{name}", alt=shown.figure.layout.meta["alt"])
    now = reading()
    pictures = {
        kind: (lambda kind=kind: picture(figures.draw(name, now, choice).figure, kind.lower()), mime)
        for kind, mime in (("PNG", "image/png"), ("SVG", "image/svg+xml"))
    }
    _behind(name, shown, figures.file_stem(name, choice), pictures)


def show_folded(name: str, choice: Choices, title: str) -> None:
    """A large figure that is drawn when the reader opens it."""
    fold = st.expander(say(title), key=f"fold-{name}", on_change="rerun")
    if fold.open:
        with fold:
            show(name, choice)


def table(name: str, choice: Choices) -> None:
    """A table by its name, with its downloads; a sentence where it has no row."""
    shown = figures.tabled(name, reading(), choice)
    st.markdown(verbatim(shown.caption.count))
    if len(shown.table):
        rows(shown.table, shown.caption.title)
        source = f"{say('Source')}: {shown.caption.source}. {say('As at')} {day_text(choice.as_at)}."
        st.caption(verbatim(source))
        _downloads(name, _tables(shown), figures.file_stem(name, choice))


def facts(told: Sequence[Fact]) -> None:
    """A few figures in a row, each with what it counts, of whom, and as at which day."""
    cells = "".join(f"<div><b>{escape(fact.figure)}</b><span>{escape(fact.words)}</span></div>" for fact in told)
    st.html(f'<div class="facts">{cells}</div>')


def official_text(choice: Choices) -> None:
    """The text of the provision as the General Assembly adopted it, and where it stands."""
    provision = known.provisions()[choice.provision]
    st.html(
        f'<blockquote class="text"><p>{escape(provision.text)}</p><p class="note">{escape(provision.instrument)}'
        + (f", {escape(provision.part)}" if provision.part else "")
        + "</p></blockquote>"
    )


def no_returns_yet() -> None:
    """Where a chart of returns would stand while none has arrived."""
    st.info(
        say(
            "No return has arrived for this cycle and day, so nothing is reported here. To see these pages at work on "
            "150 invented returns, stop the dashboard and start it with `make demo`."
        )
    )


def citation(choice: Choices) -> None:
    """How to cite what is on these pages."""
    now = reading()
    st.markdown(
        say(
            "United Nations Implementation Monitor, data revision {revision}, as at {day}. Treaty facts: the lists of "
            "the depositaries as named with each figure. A figure taken from here is cited with its day, its revision "
            "and its “of whom”.",
            revision=now.revision,
            day=day_text(choice.as_at),
        )
    )


def _behind(name: str, shown: Drawn, stem: str, pictures: Mapping[str, tuple[Callable[[], bytes], str]]) -> None:
    behind = st.expander(say("Table and downloads"), key=f"behind-{name}", on_change="rerun")
    if behind.open:
        with behind:
            _downloads(name, {**pictures, **_tables(shown)}, stem)
            rows(shown.table, shown.caption.title)


def rows(table: pd.DataFrame, title: str) -> None:
    """A short table as rows that wrap and can be read aloud; a long one in a window that scrolls."""
    if len(table) <= SHORT:
        whole(table)
    else:
        st.dataframe(table, hide_index=True, alt=title, placeholder="")


def whole(table: pd.DataFrame) -> None:
    """All rows of a table, every cell as it was written."""
    cells = table.map(lambda value: verbatim(written(value))).rename(columns=verbatim)
    st.table(cells, hide_index=True, border="horizontal")


def stacked(table: pd.DataFrame) -> None:
    """All rows of a wide table, every cell as it was written; on a small screen each cell stands under its head."""
    heads = [escape(head) for head in table.columns]
    head = "".join(f'<th scope="col" role="columnheader">{one}</th>' for one in heads)
    body = "".join(f'<tr role="row">{_cells(row, heads)}</tr>' for row in table.itertuples(index=False))
    st.html(
        f'<table class="stacked" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(row: Iterable[object], heads: Sequence[str]) -> str:
    texts = [escape(written(value)) for value in row]
    return "".join(
        f'<td role="cell" data-head="{head}" class="{"" if text else "empty"}">{text}</td>'
        for head, text in zip(heads, texts, strict=True)
    )


def written(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell in words: a day as depositaries write it, nothing where there is nothing."""
    if pd.isna(value):
        return ""
    return f"{value.day}\u00a0{value:%b\u00a0%Y}" if isinstance(value, date) else str(value)


def _tables(shown: Tabled) -> dict[str, tuple[Callable[[], bytes], str]]:
    return {
        "CSV": (lambda: to_csv(shown.table), "text/csv"),
        "XLSX": (lambda: to_xlsx(shown.table, shown.caption), SPREADSHEET),
    }


def _downloads(name: str, files: Mapping[str, tuple[Callable[[], bytes], str]], stem: str) -> None:
    with st.container(horizontal=True, key=f"downloads-{name}"):
        for kind, (made, mime) in files.items():
            download(kind, made, f"{stem}.{kind.lower()}", mime, key=f"{name}-{kind}")
