"""Every figure and every table by its name: on the real facts and with returns, for everybody, and always of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import pytest

from desk import figures, overview, scope, states, treaties
from desk.reading import Reading, read
from desk.responses import has_returns, replied
from founding import founded_store
from loaders import known
from model import Choices
from tests.stores import ACTORS, FEW, demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

CHOICE = Choices(
    as_at=date(2026, 6, 30), cycle="2026", provision="D.5", treaty="UNTC:VI-19", state="KEN", scheme="regional"
)
BARE_PERCENTAGE = re.compile(r"\d+ per cent")


@pytest.fixture(scope="module", params=["facts", "demonstration"])
def readings(request: pytest.FixtureRequest) -> Iterator[dict[str, Reading]]:
    path: Path = request.getfixturevalue(f"{request.param}_file")
    store = founded_store(f"sqlite:///{path}")
    yield {name: read(store, actor, store.revision(actor)) for name, actor in ACTORS.items()}
    store.close()


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("name", figures.FIGURES)
def test_every_figure_is_a_finished_document(readings: dict[str, Reading], name: str, actor: str) -> None:
    reading = readings[actor]
    drawn = figures.draw(name, reading, CHOICE, "paper")
    said = re.sub("<br>|\\\\u003cbr\\\\u003e", " ", drawn.figure.to_json()).replace("\\u00a0", " ")
    assert drawn.caption.title.split()[0] in said
    assert "30 June 2026" in said
    assert reading.revision in said
    assert ("Demonstration data" in said) == reading.demonstration
    assert ("do not imply official endorsement" in said) == drawn.caption.map_disclaimer
    assert drawn.caption.alt
    go.Figure(drawn.figure.to_dict())  # raises ValueError for a part that plotly does not know


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("name", figures.TABLES)
def test_every_table_has_its_caption(readings: dict[str, Reading], name: str, actor: str) -> None:
    tabled = figures.tabled(name, readings[actor], CHOICE)
    assert tabled.caption.count
    assert tabled.caption.source
    assert len(set(tabled.table.columns)) == len(tabled.table.columns)


@pytest.mark.parametrize("name", figures.FIGURES)
def test_a_percentage_never_travels_alone(readings: dict[str, Reading], name: str) -> None:
    caption = figures.draw(name, readings["administrator"], CHOICE).caption
    for text in (caption.title, caption.count, *caption.notes):
        for found in BARE_PERCENTAGE.finditer(text):
            before = text[: found.start()]
            assert re.search(r"\d+ of \d+ .*\($", before), text


@pytest.mark.parametrize("group", ["", "African States", "Small island developing States"])
def test_a_group_is_counted_out_of_itself(readings: dict[str, Reading], group: str) -> None:
    scheme = "special" if group.startswith("Small") else "regional"
    choice = Choices(as_at=CHOICE.as_at, cycle="2026", provision="D.6", scheme=scheme, group=group)
    table = figures.draw("articles-adherence", readings["analyst"], choice).table
    assert set(table["of_n"]) == {len(scope.states_in(choice))}
    assert (table.groupby("provision")["n"].sum() == len(scope.states_in(choice))).all()


def test_a_day_before_any_treaty_counts_is_answered(readings: dict[str, Reading]) -> None:
    choice = Choices(as_at=date(1961, 3, 30), cycle="2026", provision="D.5", treaty="UNTC:VI-15", state="FRA")
    for name in ("articles-adherence", "article-world", "article-by-group", "treaty-world"):
        assert "30 March 1961" in figures.draw(name, readings["public"], choice).figure.to_json().replace(
            "\\u00a0", " "
        )


def test_what_is_known_up_to_an_earlier_day_says_so(readings: dict[str, Reading]) -> None:
    notes = figures.draw("treaty-world", readings["public"], CHOICE).caption.notes
    assert any("Known up to 10 July 2014" in note for note in notes)


def test_headlines_count_what_the_tables_count(readings: dict[str, Reading]) -> None:
    reading = readings["administrator"]
    told = {fact.figure for fact in treaties.headline(reading, CHOICE)}
    assert str(reading.register.parties("UNTC:VI-19", CHOICE.as_at).parties) in told
    assert replied(reading, CHOICE).n == (FEW if has_returns(reading, CHOICE) else 0)
    assert overview.headline(reading, CHOICE)[0].figure == "22"
    assert states.headline(reading, CHOICE)[0].figure == "1963"


def test_the_public_sees_no_answer_kept_for_the_secretariat(readings: dict[str, Reading]) -> None:
    public, whole = readings["public"].answers, readings["administrator"].answers
    hidden = whole[whole["visibility"] == "secretariat"]
    seen = public.merge(hidden[["state", "question"]], on=["state", "question"])
    assert not seen["value"].any()
    assert not seen["comment"].any()


def test_provisions_are_cited_as_the_texts_number_them() -> None:
    assert [scope.cited(code) for code in ("D.7.a", "C.11")] == ["Article 7 (a)", "Paragraph 11"]
    assert len({scope.cited(code) for code in known.provisions()}) == len(known.provisions())


def test_file_names_say_what_is_in_them() -> None:
    assert figures.file_stem("article-world", CHOICE) == "article-world-D.5-2026-06-30"
    assert figures.file_stem("treaty-world", CHOICE) == "treaty-world-UNTC-VI-19-2026-06-30"
