"""What is known of a State before it answers, and what of it stands in the blank return."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from exports.answer_lists import AnswerLists
from language import day_text, say
from model import Coverage, Question, Visibility
from relevance import holds

ACT_WORDS = {
    "ratification": "ratification",
    "accession": "accession",
    "acceptance": "acceptance",
    "approval": "approval",
    "succession": "succession",
    "definitive_signature": "definitive signature",
    "formal_confirmation": "formal confirmation",
    "consent_to_be_bound": "consent to be bound",
    "participation_via_protocol": "participation in the Protocol",
}

UNKNOWN = "unknown"
"""The status of which nothing can be said: no list is held, or only part of one."""

AS_KNOWN, AS_LAST_TIME = "As known", "As last time"
"""What the check says of an answer that was filled in and left as it was."""


def known_positions(
    status: pd.DataFrame, lists: pd.DataFrame, treaties: Sequence[str], state: str, as_at: date, language: str = "en"
) -> pd.DataFrame:
    """Where a State stands towards each treaty as far as the depositaries' lists say: treaty, status, since, text.

    ``status`` has treaty, state, status (``party``, ``withdrawn``, ``provisional``, ``signatory``), since, action and
    signed (the day, NaT if never) as at the day ``as_at``; ``lists`` has treaty, coverage, known_as_at. The status
    returned is ``party``, ``signatory``, ``not_party`` or ``unknown``, ``since`` the day for a party (NaT otherwise),
    ``text`` a sentence for the sender. An act later than its list counts as known on its own day.
    """
    held = lists.set_index("treaty")
    own = status[status["state"] == state].set_index("treaty").to_dict("index")
    rows = []
    for treaty in treaties:
        coverage = str(held["coverage"].get(treaty, Coverage.NONE))
        known_as_at = held["known_as_at"].get(treaty)
        position = own.get(treaty)
        days = [_day(day) for day in (known_as_at, position["since"] if position else None) if not _absent(day)]
        until = day_text(min(max(days), as_at), language) if days else ""
        said = _acted(position, until, language) if position else _never_acted(coverage, until, language)
        rows.append((treaty, *said))
    table = pd.DataFrame(rows, columns=["treaty", "status", "since", "text"])
    table["since"] = pd.to_datetime(table["since"])
    return table


def _acted(position: Mapping[Hashable, Any], until: str, language: str) -> tuple[str, Any, str]:
    day = day_text(_day(position["since"]), language)
    match position["status"]:
        case "party":
            act = say(ACT_WORDS.get(str(position["action"]), "binding act"), language)
            text = say("Party since {day} ({act}), as known at {until}", language, day=day, act=act, until=until)
            return "party", position["since"], text
        case "withdrawn":
            text = say(
                "Not party: withdrew with effect from {day}, as known at {until}", language, day=day, until=until
            )
            return "not_party", pd.NaT, text
        case "provisional":
            said = "Not party, applies provisionally since {day}, as known at {until}"
            place = "not_party" if _absent(position["signed"]) else "signatory"
            return place, pd.NaT, say(said, language, day=day, until=until)
    return "signatory", pd.NaT, say("Signed on {day}; not party, as known at {until}", language, day=day, until=until)


def _never_acted(coverage: str, until: str, language: str) -> tuple[str, Any, str]:
    if coverage == Coverage.COMPLETE:
        return "not_party", pd.NaT, say("Not party, as known at {until}", language, until=until)
    if coverage == Coverage.PARTIAL:
        said = say("Not known: only part of the list is held, and it does not name your State", language)
        return UNKNOWN, pd.NaT, said
    return UNKNOWN, pd.NaT, say("Not known: no list of participants is held", language)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a question's row before the State has written anything; empty texts where there is nothing.

    ``told`` is what is known, in words; ``value`` is the stored word of ``answer``; ``unchanged`` is what the check
    says while ``answer`` is left as it is.
    """

    told: str = ""
    value: str = ""
    answer: str = ""
    unchanged: str = ""
    beside: str | date = ""
    legal_reference: str = ""
    comment: str = ""
    secretariat: bool = False


def filled_in(known: pd.DataFrame, last: pd.DataFrame | None, lists: AnswerLists) -> dict[str, Filled]:
    """Every question's row, by its code, from ``known_positions`` and the answers of the State's last return.

    A question that is not asked of a State with these answers stays empty; what is known is told there all the same.
    """
    positions = known.set_index("treaty").to_dict("index")
    before = {} if last is None else last.set_index("question").to_dict("index")
    rows = {
        code: _filled(question, positions.get(question.treaty, {}), before.get(code, {}), lists)
        for code, question in lists.questions.items()
    }
    values = {code: row.value for code, row in rows.items()}
    return {
        code: row if holds(lists.questions[code].relevance, values) else Filled(told=row.told)
        for code, row in rows.items()
    }


def _filled(
    question: Question, position: Mapping[Hashable, Any], last: Mapping[Hashable, Any], lists: AnswerLists
) -> Filled:
    """What the depositary registered (party, signatory) comes first; then the State's own last answer; then its
    absence from a complete list."""
    status, before = str(position.get("status", UNKNOWN)), _text(last.get("value"))
    registered = "" if status == UNKNOWN else status
    from_list = status in {"party", "signatory"} or not before
    value, unchanged = (registered, AS_KNOWN) if from_list else (before, AS_LAST_TIME)
    since = position.get("since")
    since = last.get("since") if _absent(since) else since
    return Filled(
        told=_told(position, lists.shown(question.choices, before), last.get("since"), lists.language),
        value=value,
        answer=lists.shown(question.choices, value),
        unchanged=unchanged if value else "",
        beside=_text(last.get("reason")) if question.part != "A" else "" if _absent(since) else _day(since),
        legal_reference=_text(last.get("legal_reference")),
        comment=_text(last.get("comment")),
        secretariat=last.get("visibility") == Visibility.SECRETARIAT,
    )


def _told(position: Mapping[Hashable, Any], before: str, since: object, language: str) -> str:
    fact = _text(position.get("text"))
    if before and not _absent(since):
        before = say("{answer}, since {day}", language, answer=before, day=day_text(_day(since), language))
    if fact and before:
        before = say("Last return: {answer}", language, answer=before)
    return "\n".join(part for part in (fact, before) if part)


def _day(value: object) -> date:
    return pd.Timestamp(str(value)).date()


def _text(value: object) -> str:
    return "" if _absent(value) else str(value)


def _absent(value: object) -> bool:
    """Whether a cell of a frame holds nothing, by whichever of the three marks for it."""
    return value is None or value is pd.NA or value is pd.NaT or value != value
