"""Who a token is: current tokens of known people, and nobody else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import PUBLIC, Actor, Role
from serving.identity import SignIn, actor_now, actor_of, is_current, names_of, person_now, session_of, sign_in

LISTED = {"ann@example.org": Actor(Role.ANALYST, "ann@example.org")}
BY_LIST = SignIn(auth={}, role_claim="", state_claim="", public=False)
BY_CLAIM = SignIn(auth={}, role_claim="role", state_claim="state", public=False)
PERSON = {"iss": "https://id.example", "sub": "7"}


def listed(names: list[str]) -> Actor:
    return next((LISTED[name] for name in names if name in LISTED), PUBLIC)


def actor(how: SignIn, **claims: object) -> Actor:
    return actor_of({**PERSON, **claims}, how, listed, {"KEN", "FRA"}.__contains__)


def test_the_access_list_knows_a_verified_address() -> None:
    assert actor(BY_LIST, email="ann@example.org", email_verified=True).role is Role.ANALYST


def test_an_unverified_address_is_nobodys() -> None:
    assert actor(BY_LIST, email="ann@example.org") is PUBLIC
    assert actor(BY_LIST, email="ann@example.org", email_verified="true") is PUBLIC


VOUCHED = replace(BY_LIST, vouches=True)


def test_a_provider_may_stand_for_all_its_addresses() -> None:
    assert actor(VOUCHED, email="ann@example.org").role is Role.ANALYST
    assert actor(VOUCHED, email="ann@example.org", email_verified=True).role is Role.ANALYST
    assert actor(VOUCHED, email="bob@example.org") is PUBLIC
    assert actor(VOUCHED) is PUBLIC


@pytest.mark.parametrize("verified", [False, None, "", "true", "false", 1, 0, [True]])
def test_what_the_provider_says_of_an_address_is_never_overruled(verified: object) -> None:
    for how in (BY_LIST, VOUCHED):
        assert actor(how, email="ann@example.org", email_verified=verified) is PUBLIC


@pytest.mark.parametrize("address", [["ann@example.org"], {"ann@example.org": 1}, 7, None, ""])
def test_only_a_text_is_an_address(address: object) -> None:
    assert names_of({**PERSON, "email": address}, VOUCHED) == ["https://id.example|7"]


@pytest.mark.parametrize(
    ("word", "vouches"), [("yes", True), ("TRUE", True), ("", False), ("no", False), ("on", False)]
)
def test_that_it_does_is_said_by_the_operator(word: str, vouches: bool) -> None:
    assert sign_in({"MONITOR_OIDC_ADDRESSES_VERIFIED": word}).vouches is vouches
    assert not sign_in({}).vouches


def test_a_claim_names_role_and_state() -> None:
    assert actor(BY_CLAIM, role="focal_point", state="KEN") == Actor(Role.FOCAL_POINT, "https://id.example|7", "KEN")
    assert actor(BY_CLAIM, role=["analyst"]).role is Role.ANALYST


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"role": "owner"},
        {"role": "focal_point"},
        {"role": "focal_point", "state": "ATL"},
        {"role": "focal_point", "state": ["KEN"]},
        {"role": ["analyst", "administrator"]},
        {"role": ["analyst", "owner"]},
        {"role": {"analyst": True}},
        {"role": 4},
    ],
)
def test_a_claim_that_is_not_understood_is_the_public(claims: dict[str, object]) -> None:
    assert actor(BY_CLAIM, **claims) is PUBLIC


def test_a_token_without_issuer_and_subject_is_the_public() -> None:
    assert actor_of({"role": "administrator"}, BY_CLAIM, listed, bool) is PUBLIC


@given(
    st.dictionaries(st.sampled_from(["role", "state", "iss", "sub", "email"]), st.text() | st.integers() | st.none())
)
def test_nothing_invented_makes_an_administrator(claims: dict[str, object]) -> None:
    found = actor_of(claims, BY_CLAIM, listed, {"KEN"}.__contains__)
    assert found is PUBLIC or claims["role"] in {role.value for role in Role}


def test_a_token_holds_from_its_issue_to_its_end() -> None:
    assert is_current({"iat": 100, "exp": 200}, 150)
    assert not is_current({"iat": 100, "exp": 200}, 200)
    assert not is_current({"iat": 1000, "exp": 2000}, 150)
    assert not is_current({"exp": 200}, 150)
    assert not is_current({"iat": 100, "exp": "later"}, 150)


def test_a_session_is_named_by_its_nonce_alone() -> None:
    assert session_of({"nonce": "a", "exp": 1}) == session_of({"nonce": "a", "exp": 2}) != session_of({"nonce": "b"})
    assert session_of({}) == ""


def test_names_put_the_issuer_first() -> None:
    assert names_of({**PERSON, "email": "a@b.c", "email_verified": True}, BY_LIST) == ["https://id.example|7", "a@b.c"]


def test_a_provider_configured_in_part_is_an_error() -> None:
    with pytest.raises(ValueError, match="MONITOR_OIDC_CLIENT_SECRET"):
        sign_in({"MONITOR_OIDC_CLIENT_ID": "monitor"})


def test_no_provider_is_no_sign_in() -> None:
    assert not sign_in({}).auth
    assert sign_in({"MONITOR_PUBLIC": "yes"}).public


class Kept:
    """A store that knows Ann by the access list, and one session that was ended."""

    def __init__(self) -> None:
        self.begun: list[tuple[Actor, str]] = []

    def session_ended(self, session: str) -> bool:
        return session == session_of({"nonce": "ended"})

    def begin_session(self, actor: Actor, session: str, address: str = "") -> None:
        self.begun.append((actor, address))

    def access_of(self, subjects: list[str]) -> Actor:
        return listed(subjects)


HOLDS = {**PERSON, "nonce": "n", "iat": 100, "exp": 200}
ANN = {"email": "ann@example.org", "email_verified": True}


def test_a_person_without_access_is_known_and_is_the_public() -> None:
    kept = Kept()
    assert person_now(HOLDS, BY_LIST, kept, bool, 150) == Actor(Role.PUBLIC, "https://id.example|7")
    assert actor_now(HOLDS, BY_LIST, kept, bool, 150) is PUBLIC
    assert not kept.begun
    assert actor_now({**HOLDS, **ANN}, BY_LIST, kept, bool, 150).role is Role.ANALYST
    assert kept.begun == [(LISTED["ann@example.org"], "ann@example.org")]


@pytest.mark.parametrize("claims", [{"exp": 140}, {"nonce": "ended"}, {"nonce": ""}, {"iss": ""}])
def test_nobody_is_a_person_by_a_sign_in_that_does_not_hold(claims: dict[str, object]) -> None:
    assert person_now({**HOLDS, **ANN, **claims, "email": ""}, BY_LIST, Kept(), bool, 150) is None


def test_the_address_of_a_sign_in_is_one_that_the_provider_vouches_for() -> None:
    kept = Kept()
    how = BY_CLAIM
    unproven = {**HOLDS, "email": "ann@example.org", "role": "analyst"}
    actor_now(unproven, how, kept, bool, 150)
    assert kept.begun == [(Actor(Role.ANALYST, "https://id.example|7"), "")]
