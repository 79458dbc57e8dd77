"""Who a signed-in person is: from the claims of the provider's token to an actor. Pure; fails closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from model import PUBLIC, Actor, Role

LEEWAY = 60
"""Seconds by which the provider's clock may be ahead of ours."""

OF_A_STATE = frozenset({Role.FOCAL_POINT, Role.CONTRIBUTOR})


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in, from the environment.

    ``auth`` is what Streamlit's ``st.login`` wants as its ``[auth]`` section, empty where no provider is configured
    here; ``role_claim`` and ``state_claim`` name the claims that carry role and State, empty where the access list
    in the store says who is who; ``public`` makes a read-only public site of a dashboard without a provider;
    ``vouches`` says that the provider stands for every address it gives, also where it does not say so of each.
    """

    auth: Mapping[str, Any]
    role_claim: str
    state_claim: str
    public: bool
    vouches: bool = False


class SignIns(Protocol):
    """What the store knows of people and their sign-ins."""

    def session_ended(self, session: str) -> bool:
        """Whether that sign-in was ended."""

    def begin_session(self, actor: Actor, session: str, address: str = "") -> None:
        """Put that sign-in on the record, once, with the address that the provider attests."""

    def access_of(self, subjects: list[str]) -> Actor:
        """Who the access list says a person is."""


def sign_in(environment: Mapping[str, str]) -> SignIn:
    """The sign-in that the environment asks for; see README, “Deploying”."""
    wanted = {
        "client_id": "MONITOR_OIDC_CLIENT_ID",
        "client_secret": "MONITOR_OIDC_CLIENT_SECRET",
        "server_metadata_url": "MONITOR_OIDC_METADATA_URL",
        "redirect_uri": "MONITOR_OIDC_REDIRECT_URI",
        "cookie_secret": "MONITOR_OIDC_COOKIE_SECRET",
    }
    given: dict[str, Any] = {name: environment[key] for name, key in wanted.items() if environment.get(key)}
    missing = [wanted[name] for name in wanted if name not in given]
    if given and missing:
        raise ValueError(f"Sign-in is configured in part: {', '.join(missing)} must be set too.")
    if given:
        scope = environment.get("MONITOR_OIDC_SCOPE", "openid email profile")
        given["client_kwargs"] = {"scope": scope, "prompt": environment.get("MONITOR_OIDC_PROMPT", "login")}
    return SignIn(
        auth=given,
        role_claim=environment.get("MONITOR_ROLE_CLAIM", ""),
        state_claim=environment.get("MONITOR_STATE_CLAIM", ""),
        public=_is_yes(environment.get("MONITOR_PUBLIC", "")),
        vouches=_is_yes(environment.get("MONITOR_OIDC_ADDRESSES_VERIFIED", "")),
    )


def _is_yes(word: str) -> bool:
    return word.lower() in ("yes", "true", "1")


def actor_now(
    claims: Mapping[str, Any], how: SignIn, kept: SignIns, is_state: Callable[[str], bool], now: float
) -> Actor:
    """The actor behind a token at ``now`` (seconds since 1970), whose sign-in is put on the record.

    A token that has expired, or whose sign-in was ended, is the public's.
    """
    person = person_now(claims, how, kept, is_state, now)
    if person is None or person.role is Role.PUBLIC:
        return PUBLIC
    kept.begin_session(person, session_of(claims), address_of(claims, how))
    return person


def person_now(
    claims: Mapping[str, Any], how: SignIn, kept: SignIns, is_state: Callable[[str], bool], now: float
) -> Actor | None:
    """The person behind a token at ``now``, of the public where no access is given; None where no sign-in holds."""
    session, names = session_of(claims), names_of(claims, how)
    if not session or not names or not is_current(claims, now) or kept.session_ended(session):
        return None
    actor = actor_of(claims, how, kept.access_of, is_state)
    return Actor(Role.PUBLIC, names[0]) if actor is PUBLIC else actor


def is_current(claims: Mapping[str, Any], now: float) -> bool:
    """Whether a token holds at ``now`` (seconds since 1970): issued, and not expired. Without both days it does not."""
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return False
    return issued - LEEWAY <= now < expires


def session_of(claims: Mapping[str, Any]) -> str:
    """A short name for this one sign-in, the same for every copy of its cookie; empty where the token has no nonce."""
    nonce = claims.get("nonce")
    return sha256(str(nonce).encode()).hexdigest()[:24] if nonce else ""


def names_of(claims: Mapping[str, Any], how: SignIn) -> list[str]:
    """The names under which the access list may know a person: issuer and subject, then a verified e-mail address."""
    names = []
    if claims.get("iss") and claims.get("sub"):
        names.append(f"{claims['iss']}|{claims['sub']}")
    if address := address_of(claims, how):
        names.append(address)
    return names


def address_of(claims: Mapping[str, Any], how: SignIn) -> str:
    """The e-mail address that the provider has verified; empty where it has not.

    Some providers never say so of an address: there ``how.vouches`` says it. What else they say than yes is no.
    """
    address, verified = claims.get("email"), claims.get("email_verified", how.vouches)
    return address if isinstance(address, str) and verified is True else ""


def actor_of(
    claims: Mapping[str, Any], how: SignIn, listed: Callable[[list[str]], Actor], is_state: Callable[[str], bool]
) -> Actor:
    """The actor behind a current token: from its claims where they carry roles, else from the access list.

    ``listed`` is the store's access list; ``is_state`` whether a code is a State's. Whatever is not understood is the
    public.
    """
    names = names_of(claims, how)
    if not names:
        return PUBLIC
    if not how.role_claim:
        return listed(names)
    said, state = claims.get(how.role_claim), claims.get(how.state_claim)
    words = said if isinstance(said, list) else [said]
    roles = [role for role in Role if role.value in words]
    if len(roles) != 1 or len(words) != 1:
        return PUBLIC
    role = roles[0]
    if role in OF_A_STATE:
        return Actor(role, names[0], state) if isinstance(state, str) and is_state(state) else PUBLIC
    return PUBLIC if role is Role.PUBLIC else Actor(role, names[0])
