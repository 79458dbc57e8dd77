"""What people are called: by the address with which they signed in, and only to those who may know it."""

from __future__ import annotations

import pytest

from desk.people import called, known_as
from desk.record import events_shown
from model import PUBLIC, Actor, Role
from store import Act, Store
from tests.stored import ADMINISTRATOR, ANALYST, KENYA, PERU

ISSUER = "https://id.example|"
ANN = Actor(Role.ANALYST, f"{ISSUER}u-1")
FAY = Actor(Role.FOCAL_POINT, f"{ISSUER}u-2", "KEN")
PIA = Actor(Role.FOCAL_POINT, f"{ISSUER}u-3", "PER")


@pytest.fixture
def met(store: Store) -> Store:
    """A store in which people signed in, one of them first under an older address and one under none."""
    store.begin_session(ANN, "s1", "ann.old@un.example")
    store.begin_session(ANN, "s2", "ann@un.example")
    store.begin_session(FAY, "s3", "fay@ken.example")
    store.begin_session(PIA, "s4", "pia@per.example")
    store.begin_session(Actor(Role.ADMINISTRATOR, f"{ISSUER}u-5"), "s5")
    return store


def test_the_secretariat_knows_everybody_by_the_last_address(met: Store) -> None:
    everybody = {ANN.subject: "ann@un.example", FAY.subject: "fay@ken.example", PIA.subject: "pia@per.example"}
    assert met.addresses(ANALYST) == met.addresses(ADMINISTRATOR) == everybody
    met.begin_session(ANN, "s6", "ann@new.example")
    assert met.addresses(ANALYST)[ANN.subject] == "ann@new.example"


def test_a_state_knows_its_own_people_and_the_secretariat(met: Store) -> None:
    assert met.addresses(KENYA) == {ANN.subject: "ann@un.example", FAY.subject: "fay@ken.example"}
    assert met.addresses(PERU) == {ANN.subject: "ann@un.example", PIA.subject: "pia@per.example"}


def test_the_public_and_ended_access_know_nobody(met: Store, clock) -> None:
    assert met.addresses(PUBLIC) == {}
    assert met.addresses(Actor(Role.ANALYST, "x", until=clock().date().replace(year=2000))) == {}


def test_a_refusal_is_recorded_once_a_day_for_each_thing_and_tells_who_it_was(met: Store, clock) -> None:
    eve = Actor(Role.PUBLIC, f"{ISSUER}u-9")
    for _ in range(3):
        met.deny(eve, "page Review", "eve@else.example")
        met.deny(eve, "page Record", "eve@else.example")
        met.deny(FAY, "page Review")
    denied = met.events(ADMINISTRATOR, act=Act.DENIAL)
    assert denied[["actor", "role", "subject", "state"]].values.tolist() == [
        [eve.subject, "public", "page Review", ""],
        [eve.subject, "public", "page Record", ""],
        [FAY.subject, "focal_point", "page Review", "KEN"],
    ]
    clock.set("2026-02-02")
    met.deny(eve, "page Review", "eve@else.example")
    assert len(met.events(ADMINISTRATOR, act=Act.DENIAL)) == 4
    assert met.addresses(ANALYST)[eve.subject] == "eve@else.example"
    assert eve.subject not in met.addresses(KENYA)
    assert "Refused for lack of rights" in set(events_shown(denied, met.addresses(ADMINISTRATOR))["What"])


def test_whose_address_is_not_known_is_known_again_and_not_named() -> None:
    one, other = called(f"{ISSUER}u-1", {}), called(f"{ISSUER}u-9", {})
    assert one == called(f"{ISSUER}u-1", {}) != other
    assert "u-1" not in one
    assert "id.example" not in one


def test_the_record_is_shown_and_searched_by_addresses_and_keeps_the_subjects(met: Store) -> None:
    met.grant(ADMINISTRATOR, FAY.subject, Role.PUBLIC)
    addresses, events = met.addresses(ADMINISTRATOR), met.events(ADMINISTRATOR)
    shown = events_shown(events, addresses)
    assert ISSUER not in shown.to_csv()
    assert "access of fay@ken.example" in set(shown["About"])
    found = met.events(ADMINISTRATOR, who=known_as(" ANN@un.example", addresses))
    assert found["actor"].tolist() == [ANN.subject, ANN.subject]
    assert set(events["actor"]) >= {ANN.subject, FAY.subject}
    assert met.events(ADMINISTRATOR, act=Act.SIGN_IN)["state"].tolist() == ["", "", "KEN", "PER", ""]
