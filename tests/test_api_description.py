"""The description of the data interface: every address and no other, and a stranger's tool finds it true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from starlette.routing import Mount, Route

from founding import founded_store
from serving.api_resources import resources
from tests.asking import Asker
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]


@pytest.fixture(scope="module")
def asker(demonstration_file: Path) -> Iterator[Asker]:
    store = founded_store(f"sqlite:///{demonstration_file}")
    yield Asker(store)
    store.close()


def test_every_address_is_described_and_no_other(asker: Asker) -> None:
    (mount,) = asker.app.routes
    assert isinstance(mount, Mount)
    served = {route.path.removeprefix("/v1") for route in mount.routes if isinstance(route, Route)}
    assert set(asker.ask("/openapi.json").json()["paths"]) == served


def test_every_column_is_described_and_no_other(asker: Asker) -> None:
    described = asker.ask("/openapi.json").json()["paths"]
    for each in resources():
        (row, *_) = asker.ask(each.path.replace("{treaty}", "UNTC:VI-19")).json()["rows"]
        schema = described[each.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        columns = schema["properties"]["rows"]["items"]["properties"]
        assert list(row) == list(columns)
        assert all(column["description"] for column in columns.values())


def test_the_index_leads_to_every_address(asker: Asker) -> None:
    listed = {each["path"] for each in asker.ask("/").json()["resources"]}
    assert listed == {f"/api/v1{each.path}" for each in resources()} | {"/api/v1/package"}
    assert asker.ask("/api/v1").headers["location"].endswith("/api/v1/")


@pytest.fixture(scope="module")
def described(asker: Asker) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_dict(asker.ask("/openapi.json").json())


RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
ASKED = [(path, RIGHT) for path in ("/", "/openapi.json")]
ASKED += [(each.path, mode) for each in resources() for mode in (RIGHT, WRONG)]


@pytest.mark.parametrize(("path", "mode"), ASKED)
def test_a_strangers_tool_finds_it_true(
    asker: Asker, described: schemathesis.BaseSchema, path: str, mode: GenerationMode
) -> None:
    """All checks of schemathesis: schemas, statuses, headers as described, wrong values refused, right ones taken."""
    operation = described[path]["GET"]

    @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(app=asker.app)

    asked()
