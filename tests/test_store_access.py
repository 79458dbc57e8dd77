"""The access list, and the store spoken to from the command line."""

import json
from datetime import date
from pathlib import Path

import pytest

from model import PUBLIC, Actor, Role
from store import Refused, StoreError, open_store
from store.__main__ import main
from tests.stored import ADMINISTRATOR, ANALYST, depositary


def test_the_newest_grant_of_a_person_stands(store, clock):
    store.grant(ADMINISTRATOR, "Ana@Example.org", Role.CONTRIBUTOR, "KEN")
    store.grant(ADMINISTRATOR, "ana@example.org", Role.FOCAL_POINT, "KEN", date(2026, 2, 10), "note verbale 5/2026")
    ana = store.access_of("ANA@example.ORG")
    assert ana == Actor(Role.FOCAL_POINT, "ana@example.org", "KEN", date(2026, 2, 10))
    assert store.access_of("ana@example.org", date(2026, 2, 11)) is PUBLIC
    clock.set("2026-02-11")
    assert store.access_of("ana@example.org") is PUBLIC
    store.grant(ADMINISTRATOR, "ana@example.org", Role.FOCAL_POINT, "KEN")
    assert store.access_of("ana@example.org").role is Role.FOCAL_POINT
    store.grant(ADMINISTRATOR, "ana@example.org", Role.PUBLIC, note="left the ministry")
    assert store.access_of("ana@example.org") is PUBLIC
    assert len(store.access_list(ADMINISTRATOR)) == 1
    assert store.access_list(ADMINISTRATOR, whole_history=True)["role"].tolist() == [
        "contributor",
        "focal_point",
        "focal_point",
        "public",
    ]


def test_a_person_is_found_under_any_of_the_names_the_provider_gives(store):
    store.grant(ADMINISTRATOR, "https://id.example|a1B2", Role.ANALYST)
    assert store.access_of(["https://id.example|a1B2", "ana@example.org"]).subject == "https://id.example|a1B2"
    assert store.access_of(["ana@example.org", "https://id.example|a1B2"]).role is Role.ANALYST
    assert store.access_of("https://id.example|a1b2") is PUBLIC
    store.grant(ADMINISTRATOR, "ana@example.org", Role.PUBLIC)
    assert store.access_of(["https://id.example|a1B2", "ana@example.org"]) is PUBLIC
    for nobody in ("", [], ["", " "], "somebody@else.example"):
        assert store.access_of(nobody) is PUBLIC


def test_a_grant_makes_sense_and_is_an_administrators(store):
    for role, state in ((Role.FOCAL_POINT, None), (Role.CONTRIBUTOR, ""), (Role.ANALYST, "KEN")):
        with pytest.raises(StoreError):
            store.grant(ADMINISTRATOR, "x@y.example", role, state)
    with pytest.raises(StoreError):
        store.grant(ADMINISTRATOR, " ", Role.ANALYST)
    with pytest.raises(Refused):
        store.grant(ANALYST, "x@y.example", Role.ADMINISTRATOR)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = open_store(url)
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))
    store.close()
    return url


def test_access_is_given_from_the_command_line(url, capsys):
    assert (
        main(["grant", "Ana@example.org", "focal_point", "--state", "KEN", "--until", "2099-01-01", "--store", url])
        == 0
    )
    assert main(["grant", "boss@example.org", "administrator", "--store", url]) == 0
    assert main(["grant", "x@example.org", "focal_point", "--store", url]) == 1
    capsys.readouterr()
    assert main(["access", "--store", url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ana@example.org\tfocal_point\tKEN\tuntil 2099-01-01",
        "boss@example.org\tadministrator",
    ]


def test_the_store_is_verified_from_the_command_line(url, capsys):
    assert main(["head", "--store", url]) == 0
    head = capsys.readouterr().out.strip()
    assert main(["verify", "--store", url, "--head", head]) == 0
    said = capsys.readouterr().out
    assert "Nothing was altered or removed" in said
    assert head in said
    assert main(["verify", "--store", url, "--head", "f" * 64, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [damage["table"] for damage in found["damage"]] == ["event"]
    assert main(["events", "--store", url]) == 0
    assert [json.loads(line)["act"] for line in capsys.readouterr().out.splitlines()] == ["load_list", "export"]


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path, capsys):
    assert main(["verify", "--store", f"sqlite:///{tmp_path / 'none.sqlite'}"]) == 2
    assert "There is no store" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
