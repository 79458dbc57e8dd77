"""The record in words: every act, its actor, time and subject, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from desk.people import called
from desk.receipts import moment_text
from language import say
from loaders import known
from store import Act

ACTS = {
    Act.MARK: "Marked as demonstration",
    Act.LIST: "Depositary’s list taken",
    Act.CYCLE: "Cycle opened or changed",
    Act.UPLOAD: "Upload",
    Act.DUPLICATE: "The same file again",
    Act.REFUSAL: "File refused",
    Act.DENIAL: "Refused for lack of rights",
    Act.RETURN: "Return received",
    Act.DRAFT: "Draft saved",
    Act.SUBMISSION: "Return submitted",
    Act.CONSENT: "Consent to publish changed",
    Act.REVIEW: "Review begun",
    Act.ACCEPTANCE: "Return accepted",
    Act.SENDING_BACK: "Return sent back",
    Act.QUESTION: "Clarification asked",
    Act.REPLY: "Reply to a clarification",
    Act.SETTLEMENT: "Clarification settled",
    Act.NOTE: "Review note",
    Act.CODING: "Coding corrected",
    Act.ACCESS: "Access changed",
    Act.SIGN_IN: "Sign-in",
    Act.SIGN_OUT: "Sign-out",
    Act.VIEW: "Confidential answers read",
    Act.DOWNLOAD: "Download",
    Act.EXPORT: "Export",
    Act.REMINDER: "Reminder",
    Act.MERGE: "Mailing taken",
}


OF_SOMEBODY = "access of "
"""How the subject of an event begins that is about a person."""


def events_shown(events: pd.DataFrame, addresses: Mapping[str, str], language: str = "en") -> pd.DataFrame:
    """The store's events as they are shown, the newest first; people by their addresses."""
    states, rows = known.states(), events.iloc[::-1]
    return pd.DataFrame(
        {
            say("No.", language): rows["seq"],
            say("When", language): [moment_text(moment, language) for moment in rows["at"]],
            say("Who", language): [called(subject, addresses, language) for subject in rows["actor"]],
            say("As", language): rows["role"].str.replace("_", " "),
            say("What", language): [say(ACTS.get(Act(word), word), language) for word in rows["act"]],
            say("About", language): [_about(subject, addresses, language) for subject in rows["subject"]],
            say("State", language): [
                states[code].names[language] if code in states else code for code in rows["state"]
            ],
            say("Details", language): rows["detail"].where(rows["detail"] != "{}", ""),
        }
    ).reset_index(drop=True)


def _about(subject: str, addresses: Mapping[str, str], language: str) -> str:
    if not subject.startswith(OF_SOMEBODY):
        return subject
    return OF_SOMEBODY + called(subject.removeprefix(OF_SOMEBODY), addresses, language)
