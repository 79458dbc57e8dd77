"""The mailing of a cycle: workbooks and notes verbales for States, made while the page goes on."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import streamlit as st

from desk.mailing import Mailing, focal_points
from desk.scope import named, observer_states
from exports.word import DocumentError
from frame.attempting import REFUSED, attempt
from frame.downloading import download
from frame.secretariat.admission import asking_now
from frame.showing import section
from frame.sight import reading, store
from frame.verbatim import verbatim
from language import listing, say
from model import Actor, Cycle
from store import Act

ZIP = "application/zip"
RAN = "mailing-ran"
"""Set while the page waits for a mailing, so that it is drawn anew once when that is done."""

INTERRUPTED = "The mailing could not be made; the log of the server says why."


@dataclass
class Making:
    """A mailing while it is being made: how many States are done, and where it lies when it is whole."""

    mailing: Mailing
    done: int = 0
    path: Path | None = None
    trouble: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is still being made."""
        return self.path is None and not self.trouble


Key = tuple[str, ...]
_MADE: dict[Key, Making] = {}
"""The mailing made last, and those being made, for all administrators of this process."""

_ONE = threading.Lock()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where mailings lie: a folder for this process alone, gone when it ends."""
    return tempfile.TemporaryDirectory(prefix="mailing-")


def mailing(actor: Actor, cycle: Cycle) -> None:
    """Make the mailing, see how far it is, take it."""
    section("Workbooks and notes verbales")
    now, today = reading(), store().clock().date()
    observers = st.checkbox(
        say("Also for the observer States: {names}", names=listing(named(observer_states()))),
        key=f"mailing-observers-{cycle.code}",
    )
    goes_out = Mailing(now, cycle, today, observers)
    key = (cycle.code, repr(cycle), today.isoformat(), now.revision, str(observers))
    st.markdown(
        say(
            "One ZIP for all {n} Member States{others}: a workbook for each, filled with what the depositaries say and "
            "what the last return said, a note verbale in Word for each mission, and a table of all of them. The "
            "answers that States keep for the Secretariat are in their own workbooks.",
            n=len(goes_out.members),
            others=say(" and {n} observer States", n=len(observer_states())) if observers else "",
        )
    )
    if goes_out.elsewhere:
        st.caption(
            say(
                "The workbooks of {n} States are in English, because this edition of the questionnaire is not "
                "held in their language.",
                n=goes_out.elsewhere,
            )
        )
    making = _MADE.get(key)
    if making is None or making.trouble:
        if making:
            st.error(verbatim(say(making.trouble)))
        start = partial(_start, key, goes_out)
        st.button(say("Make workbooks and notes verbales"), key="mailing-make", on_click=attempt, args=(start,))
        return
    st.fragment(_progress, run_every=1 if making.runs else None)(making, actor, cycle)


def _progress(making: Making, actor: Actor, cycle: Cycle) -> None:
    total = len(making.mailing.states)
    if making.runs:
        words = say("{n} of {of_n} States are done; you may go on working.", n=making.done, of_n=total)
        st.progress(making.done / total, words)
        return
    # What was refused is said by the page, of which this is a part that is drawn by itself.
    if making.trouble or st.session_state.pop(RAN, False) or REFUSED in st.session_state:
        st.rerun()
    if making.path:
        size = max(1, round(making.path.stat().st_size / 1_000_000))
        name = f"mailing-{cycle.code}-{making.mailing.day:%Y-%m-%d}.zip"
        download(
            say("Download the ZIP ({n} MB)", n=size),
            _taken(making.path, actor, cycle),
            name,
            ZIP,
            key="mailing-zip",
            type="primary",
        )


def _taken(path: Path, actor: Actor, cycle: Cycle) -> Callable[[], bytes]:
    """The bytes of the ZIP, when it is asked for; that it was taken is on the record."""
    kept = store()

    def content() -> bytes:
        kept.record(actor, Act.MERGE, f"mailing for {cycle.code}")
        return path.read_bytes()

    return content


def _start(key: Key, goes_out: Mailing) -> None:
    """Begin to make the mailing, unless it is being made; the one before is thrown away."""
    actor = asking_now()
    known = focal_points(store().access_list(actor), goes_out.day, store().addresses(actor))
    store().note_view(actor, goes_out.reading.confided, f"blank returns for {goes_out.cycle.code}")
    with _ONE:
        if key in _MADE and _MADE[key].runs:
            return
        for old in [name for name, making in _MADE.items() if not making.runs]:
            path = _MADE.pop(old).path
            if path:
                path.unlink(missing_ok=True)
        _MADE[key] = Making(goes_out)
    st.session_state[RAN] = True
    threading.Thread(target=_make, args=(_MADE[key], known), daemon=True, name="mailing").start()


def _make(making: Making, known: dict[str, list[str]]) -> None:
    descriptor, name = tempfile.mkstemp(suffix=".zip", dir=_folder().name)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as held:
            for done in making.mailing.write(held, known):
                making.done = done
        making.path = path
    except (DocumentError, OSError) as error:
        making.trouble = str(error)
    finally:
        if making.path is None:
            making.trouble = making.trouble or INTERRUPTED
            path.unlink(missing_ok=True)
