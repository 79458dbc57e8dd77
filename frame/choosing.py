"""What the reader has chosen to look at: it lives in the address, so that a link reproduces the view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from desk import scope
from frame.sight import reading
from language import say
from loaders import known
from model import Choices, EntityKind

FIRST_DAY = date(1961, 3, 30)
"""The day the oldest of the treaties was adopted: nothing can be asked about an earlier one."""

CARRIED = ("group", "states", "cycle", "as_at", "basis")
"""What goes along when a reader follows the menu to another page."""

BASES = {"all": "All in force on the day", "text": "Those the texts knew in 1996"}


def chosen() -> Choices:
    """What the address says the reader wants to see; words it does not know fall back to what is usual."""
    asked = st.query_params
    now = reading()
    scheme, group = scope.parse(asked.get("group", ""))
    return Choices(
        as_at=_day(asked.get("as_at", "")),
        cycle=asked["cycle"] if asked.get("cycle") in now.cycles else now.latest_cycle,
        scheme=scheme,
        group=group,
        states=tuple(code for code in asked.get("states", "").split(",") if code in known.states()),
        provision=asked.get("provision", ""),
        treaty=asked.get("treaty", ""),
        state=asked.get("state", ""),
        basis="text" if asked.get("basis") == "text" else "all",
    )


def carried() -> dict[str, str]:
    """The part of the address that goes along to another page."""
    return {name: st.query_params[name] for name in CARRIED if name in st.query_params}


def controls(names: Sequence[str]) -> None:
    """The filters of a page, of ``group``, ``cycle``, ``as_at``, ``basis``, in a row that wraps on a small screen."""
    offered = {"group": _group, "cycle": _cycle, "as_at": _as_at, "basis": _basis}
    with st.container(horizontal=True, key="filters"):
        for name in names:
            offered[name]()


def choose(name: str, label: str, options: Sequence[str], written: Callable[[str], str], usual: str = "") -> str:
    """One choice that lives in the address under ``name``; the usual one is not written there."""
    usual = usual or options[0]
    asked = st.query_params.get(name, usual)
    st.session_state[name] = asked if asked in options else usual

    def write() -> None:
        _write(name, st.session_state[name], usual)

    return st.selectbox(say(label), options, format_func=written, key=name, on_change=write)


def choose_provision(choice: Choices, instrument: str) -> Choices:
    """The article or paragraph to look at; ``instrument`` is ``D.`` or ``C.``."""
    provisions = {code: item for code, item in known.provisions().items() if code.startswith(instrument)}
    word = "Article" if instrument == "D." else "Paragraph"
    code = choose(
        "provision",
        word,
        list(provisions),
        lambda code: f"{say(word)} {scope.number_of(code)}: {say(provisions[code].short_title)}",
        "D.5" if instrument == "D." else "C.1",
    )
    return replace(choice, provision=code)


def choose_treaty(choice: Choices) -> Choices:
    """The treaty to look at."""
    treaties = known.treaties()
    code = choose("treaty", "Treaty", list(treaties), lambda code: treaties[code].short_title, "UNTC:VI-19")
    return replace(choice, treaty=code)


def choose_state(choice: Choices) -> Choices:
    """The State to look at: Member States and observers, by their names."""
    states = [item for item in known.states().values() if item.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)]
    names = {item.iso3: item.names[choice.language] for item in sorted(states, key=scope.by_name(choice.language))}
    code = choose("state", "State", list(names), lambda code: names[code])
    return replace(choice, state=code)


def _group() -> None:
    options = ["", *scope.groups()]
    choose("group", "Group", options, lambda code: say(scope.parse(code)[1] or "All Member States"))


def _cycle() -> None:
    now = reading()
    if now.cycles:
        choose("cycle", "Cycle", list(now.cycles), lambda code: now.cycles[code].name, now.latest_cycle)


def _basis() -> None:
    choose("basis", "Treaties that count", list(BASES), lambda code: say(BASES[code]))


def _as_at() -> None:
    today = date.today()
    st.session_state["as_at"] = _day(st.query_params.get("as_at", ""))

    def write() -> None:
        if st.session_state["as_at"] is not None:
            _write("as_at", st.session_state["as_at"].isoformat(), today.isoformat())

    st.date_input(say("As at"), min_value=FIRST_DAY, max_value=today, key="as_at", format="DD/MM/YYYY", on_change=write)


def _day(text: str) -> date:
    """The day an address names; today when it names none that can be asked about."""
    today = date.today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= today else today


def _write(name: str, value: str, usual: str) -> None:
    if value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
