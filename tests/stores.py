"""Stores for the tests of the desk and the pages: the real facts, and a few invented returns beside them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from demonstration import fill
from founding import LOCAL, founded_store
from model import Actor, Role
from store import Store

FEW = 12
"""Invented returns in the demonstration store of the tests."""

ACTORS = {
    "public": Actor(Role.PUBLIC, "public"),
    "focal point": Actor(Role.FOCAL_POINT, "fay", "KEN"),
    "analyst": Actor(Role.ANALYST, "ann"),
    "administrator": LOCAL,
}


@pytest.fixture(scope="session")
def facts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the real facts and no return; its cycle takes returns on the day of the test."""
    path = tmp_path_factory.mktemp("facts") / "facts.sqlite"
    store = founded_store(f"sqlite:///{path}")
    keep_open(store)
    store.close()
    return path


def keep_open(store: Store) -> None:
    """Let the cycles of a store take returns for another year, as an administrator does who changes their days."""
    closes = store.clock().date() + timedelta(days=365)
    for cycle in store.cycles(LOCAL).values():
        store.add_cycle(LOCAL, replace(cycle, closes=max(cycle.closes, closes)))


@pytest.fixture(scope="session")
def demonstration_file(facts_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration store with a few invented returns."""
    path = tmp_path_factory.mktemp("demonstration") / "demonstration.sqlite"
    shutil.copy(facts_file, path)
    store = founded_store(f"sqlite:///{path}")
    assert fill(store, FEW) == FEW
    store.close()
    return path
