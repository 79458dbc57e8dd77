"""What a list tells only in its footnotes: who left the treaty, who came back, and what States of the past did.

Every such note is told. It becomes an act only where participant, act and day stand in it without doubt, and a
withdrawal only with the day it took effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from loaders.known import states
from loaders.list_reading import ListReading
from loaders.list_text import plain, shortened
from loaders.participants import participant
from loaders.treaty_days import one_day
from model import ActionKind, EntityKind, Place, Severity

_DAY = r"\d{1,2}\s?[A-Z][a-z]+\s+\d{4}"
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\"”][.;])\s+(?=[A-Z\"“])")
_GOVERNMENT = re.compile(
    r"Government of (?:the )?(?P<name>[A-Z].{0,80}?)(?=,| (?:ha[ds]|notified|informed|deposited|denounced|withdrew"
    r"|originally|initially|re-?acceded|acceded|ratified|of its|on \d)\b)"
)
_WITHDRAWING = r"\bwithdr(?:aw|ew|awn|awal|aws|awing)\b"
_LEAVING = re.compile(
    rf"\bdenounc(?:e|ed|es|ing)\b|\bdenunciation\b|{_WITHDRAWING}(?=[^.]{{0,60}}?\bfrom\b)"
    rf"|{_WITHDRAWING} (?:of )?(?:its|the) (?:instrument of )?(?:ratification|accession)"
    r"|\brevo(?:ke|ked|cation)\b[^.]{0,40}\bratification"
)
_DONE = re.compile(
    r"\b(?:notified|informed|deposited|received|denounced|withdrew|revoked)\b"
    r"|(?<!shall )\b(?:took effect|takes? effect|with effect|effective)\b"
)
_OF_SOMETHING_ELSE = re.compile(r"\b(?:reservations?|declarations?|objections?|understandings?)\b", re.IGNORECASE)
_EFFECT = re.compile(
    r"(?:with effect (?:from|as from|on)|(?:took|takes?|taking) effect (?:on|from|as from)"
    rf"|effective(?: (?:on|from|as from|as of))?)\s+({_DAY})"
)
_JOINING = re.compile(r"\b(?P<act>re-?acceded|acceded|ratified|instrument of (?:accession|ratification))\b")
_ACTS = {
    "signed": ActionKind.SIGNATURE,
    "ratified": ActionKind.RATIFICATION,
    "acceded": ActionKind.ACCESSION,
    "accepted": ActionKind.ACCEPTANCE,
    "approved": ActionKind.APPROVAL,
    "succeeded": ActionKind.SUCCESSION,
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A participant's leaving as a note tells it; what the note does not say is empty or None."""

    state: str
    day: date | None
    effective: date | None
    text: str


def read_notes(reading: ListReading, notes: Iterable[tuple[str, str]], place: Place) -> None:
    """Reads footnotes, given as (mark, text), into ``reading``."""
    for mark, markup in notes:
        text = re.sub(r"(?<=\d)(?=[A-Z][a-z]+ \d{4})", " ", plain(markup))
        where = replace(place, cell=f"note {mark}")
        _read_leaving(reading, mark, text, where)
        _read_past_state(reading, mark, text, where)


def _read_leaving(reading: ListReading, mark: str, text: str, place: Place) -> None:
    sentences = _SENTENCE_END.split(text)
    bearers = set(reading.marks.get(mark, ()))
    leavings, joinings = _leavings(sentences, bearers.pop() if len(bearers) == 1 else "")
    for leaving in {(one.state, one.day, one.effective): one for one in reversed(leavings)}.values():
        name = states()[leaving.state].names["en"] if leaving.state else "a participant that the note does not name"
        facts = {"participant": name, "text": shortened(leaving.text)}
        if not (leaving.state and leaving.day and leaving.effective):
            reading.tell("list.withdrawal_unclear", Severity.WARNING, place, facts)
            continue
        reading.tell("list.withdrawal_in_note", Severity.WARNING, place, facts)
        note = shortened(leaving.text)
        reading.add(
            leaving.state, name, ActionKind.WITHDRAWAL, leaving.day, place, effective=leaving.effective, note=note
        )
    left = {leaving.state for leaving in leavings if leaving.day and leaving.effective}
    for state, act, day, said in joinings:
        if state in left:
            reading.add(state, states()[state].names["en"], act, day, place, note=shortened(said))


def _leavings(sentences: list[str], bearer: str) -> tuple[list[Leaving], list[tuple[str, ActionKind, date, str]]]:
    """The leavings, and the joinings with a day, that the sentences of one note tell of."""
    state = bearer
    leavings: list[Leaving] = []
    joinings: list[tuple[str, ActionKind, date, str]] = []
    for sentence in sentences:
        if (named := _GOVERNMENT.search(sentence)) and (code := participant(named["name"]).code):
            state = code
        if _OF_SOMETHING_ELSE.search(sentence) and not _JOINING.search(sentence):
            continue
        effect = _EFFECT.search(sentence)
        effective = one_day(effect[1]) if effect else None
        days = [one_day(day) for day in re.findall(_DAY, sentence.replace(effect[0], "") if effect else sentence)]
        if _LEAVING.search(sentence) and _DONE.search(sentence):
            if effective and not days and leavings and leavings[-1].effective is None:
                leavings[-1] = replace(leavings[-1], effective=effective, text=f"{leavings[-1].text} {sentence}")
            else:
                leavings.append(Leaving(state, days[0] if len(days) == 1 else None, effective, sentence))
        elif (joining := _JOINING.search(sentence)) and state and len(days) == 1 and days[0]:
            act = ActionKind.RATIFICATION if "ratif" in joining["act"] else ActionKind.ACCESSION
            joinings.append((state, act, days[0], sentence))
    return leavings, joinings


@cache
def _past_states() -> tuple[re.Pattern[str], dict[str, str]]:
    """How notes name States of the past, and their codes."""
    codes = {state.names["en"]: state.iso3 for state in states().values() if state.kind is EntityKind.HISTORICAL}
    codes |= {"Republic of China": ""}  # its acts are told, never read: who they count for is not a loader's to say
    either = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    return re.compile(rf"(?:(?:[Tt]he )?(?:former )?)(?P<name>{either})(?![\w-])"), codes


def _read_past_state(reading: ListReading, mark: str, text: str, place: Place) -> None:
    """``Czechoslovakia had signed and ratified the Convention on 31 July 1961 and 20 March 1964, respectively``."""
    names, codes = _past_states()
    opening = _SENTENCE_END.split(text)[0]
    found = names.search(opening)
    if not found:
        return
    before, behind = opening[: found.start()].strip(), opening[found.end() :]
    if before.endswith("on behalf of"):
        told, code = opening, codes[found["name"]]
    elif not before:
        told, code = behind, codes[found["name"]]
    elif before.endswith("effected by"):
        told, code = "", ""
    else:
        return
    acts = _past_acts(told, via_protocol=_via_protocol(reading)) if code else []
    facts = {"participant": found["name"], "text": shortened(text)}
    reading.tell("list.past_state_in_note" if acts else "list.past_state_unclear", Severity.NOTE, place, facts)
    for act, day in acts:
        reading.add(code, found["name"], act, day, place, note=f"footnote {mark} of the list")


def _via_protocol(reading: ListReading) -> bool:
    return any(action.action is ActionKind.PARTICIPATION_VIA_PROTOCOL for action in reading.actions)


def _past_acts(told: str, *, via_protocol: bool) -> list[tuple[ActionKind, date]]:
    """The acts and their days, in the order of the sentence; none when they do not pair off."""
    days = [one_day(day) for day in re.findall(_DAY, told)]
    if via_protocol and days and days[0] and "Protocol" in told:
        return [(ActionKind.PARTICIPATION_VIA_PROTOCOL, days[0])]
    verbs = [_ACTS[verb.casefold()] for verb in re.findall(rf"\b({'|'.join(_ACTS)})\b", told, re.IGNORECASE)]
    if verbs == [ActionKind.SIGNATURE] and "definitively" in told:
        verbs = [ActionKind.DEFINITIVE_SIGNATURE]
    days = days[: len(verbs)] if len(verbs) > 1 or len(days) == 1 else days
    pairs = list(zip(verbs, days, strict=False))
    return [(act, day) for act, day in pairs if day] if len(verbs) == len(days) == len(pairs) else []
