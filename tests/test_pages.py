"""Every page opened alone and within the whole, on the real facts and with returns: no exception reaches a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from frame import sight
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

PAGES = ["overview", "articles", "code_of_conduct", "states", "treaties", "quality", "method"]
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(params=["facts", "demonstration"])
def on_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The pages on one of the stores; gives its name."""
    monkeypatch.setenv("MONITOR_STORE", f"sqlite:///{request.getfixturevalue(f'{request.param}_file')}")
    sight.store.cache_clear()
    st.cache_resource.clear()
    yield request.param
    sight.store().close()
    sight.store.cache_clear()


def opened(page: str, **query: str) -> AppTest:
    """A page run alone, with a query in its address."""
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_alone(on_store: str, page: str) -> None:
    test = opened(page)
    assert not test.exception
    assert test.title[0].value


def test_the_contents_open(on_store: str) -> None:
    test = AppTest.from_file(str(ROOT / "pages" / "contents.py"), default_timeout=60).run()
    assert not test.exception
    assert test.title[0].value == "Overview"


@pytest.mark.parametrize("page", ["articles", "states", "treaties", "code_of_conduct"])
@pytest.mark.parametrize(
    "query",
    [
        {"as_at": "2005-03-08", "group": "regional:African States", "provision": "D.6", "treaty": "UNTC:VI-18"},
        {"as_at": "not a day", "group": "nobody", "provision": "D.99", "treaty": "none", "state": "ATL", "cycle": "x"},
        {"as_at": "1961-03-30", "states": "KEN,FRA,ATL", "basis": "text"},
        {"as_at": "2999-01-01", "group": "special:Least developed countries"},
    ],
)
def test_an_address_is_answered_whatever_it_says(on_store: str, page: str, query: dict[str, str]) -> None:
    assert not opened(page, **query).exception


def test_without_returns_a_page_says_so(on_store: str) -> None:
    said = [info.value for info in opened("code_of_conduct").info]
    assert any("make demo" in text for text in said) == (on_store == "facts")


def test_a_choice_is_written_to_the_address(on_store: str) -> None:
    test = opened("articles")
    test.selectbox(key="provision").select("D.8").run()
    assert test.query_params["provision"] == "D.8"
    test.selectbox(key="provision").select("D.5").run()
    assert "provision" not in test.query_params
