"""What a check says, as it is shown: one sentence for all of it, then sheet by sheet in the order of the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.request import Request, sheet_names
from language import found_and_mend, listing, say
from model import Answer, Finding, Severity
from store.files import name_of

WORDS = {
    Severity.BLOCKER: "Stops submission",
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.NOTE: "Note",
}
COUNTED = {
    Severity.ERROR: ("{n} error", "{n} errors"),
    Severity.WARNING: ("{n} warning", "{n} warnings"),
    Severity.NOTE: ("{n} note", "{n} notes"),
}
OPEN = frozenset({Severity.ERROR, Severity.WARNING})
"""What is mended or explained; a note needs nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words; ``name`` is what it is called where it must be known again."""

    name: str
    severity: Severity
    word: str
    where: str
    found: str
    mend: str
    explained: str = ""


def told(
    findings: Iterable[Finding], explained: Mapping[str, str], language: str = "en", several: bool = False
) -> list[Told]:
    """The findings in words; with ``several`` files each says in which it stands."""
    return [_told(finding, explained, language, several) for finding in findings]


def by_sheet(
    findings: Sequence[Finding], explained: Mapping[str, str], language: str = "en"
) -> list[tuple[str, list[Told]]]:
    """Each sheet with what is told of it, in the order of the workbook; before them the file as a whole, nameless."""
    several = len({finding.place.file for finding in findings if finding.place.file}) > 1
    order = {sheet: number for number, sheet in enumerate(["", *sheet_names(language)])}
    sheets: dict[str, list[Told]] = {}
    for finding in findings:
        sheets.setdefault(finding.place.sheet, []).append(_told(finding, explained, language, several))
    return sorted(sheets.items(), key=lambda item: order.get(item[0], len(order)))


def to_explain(findings: Iterable[Finding], explained: Mapping[str, str], language: str = "en") -> list[Told]:
    """The errors and warnings, which can be explained: those first of which the State has said nothing yet."""
    open_ = [finding for finding in findings if finding.severity in OPEN]
    open_.sort(key=lambda finding: name_of(finding) in explained)
    return [_told(finding, explained, language, False) for finding in open_]


def summary(
    answers: Iterable[Answer],
    findings: Sequence[Finding],
    explained: Mapping[str, str],
    request: Request,
    language: str = "en",
) -> str:
    """The check in one sentence."""
    given = {answer.question: answer for answer in answers if answer.value}
    asked = request.asked(given)
    counts = Counter(finding.severity for finding in findings)
    facts = {
        "n": len([question for question in asked if question.code in given]),
        "of_n": len(asked),
        "told": _counted(counts, language),
    }
    stops = counts[Severity.BLOCKER]
    if stops:
        return say(
            "{n} of {of_n} questions are answered; the return cannot be sent yet, and {told}.", language, **facts
        )
    if not (counts[Severity.ERROR] or counts[Severity.WARNING]):
        return say("{n} of {of_n} questions are answered; {told}, and the return can be sent.", language, **facts)
    said = sum(finding.severity in OPEN and name_of(finding) in explained for finding in findings)
    facts["explained"] = (
        say("{n} of them explained", language, n=said) if said else say("none of them explained", language)
    )
    return say(
        "{n} of {of_n} questions are answered; {told} ({explained}); the return can be sent as it is.",
        language,
        **facts,
    )


def _counted(counts: Mapping[Severity, int], language: str) -> str:
    said = [
        say(one if counts[severity] == 1 else many, language, n=counts[severity])
        for severity, (one, many) in COUNTED.items()
        if counts[severity]
    ]
    if not said:
        return say("nothing is to be mended", language)
    return say("the check tells of {findings}", language, findings=listing(said, language))


def _told(finding: Finding, explained: Mapping[str, str], language: str, several: bool) -> Told:
    found, mend = found_and_mend(finding, language)
    name = name_of(finding)
    where = ", ".join(filter(None, (finding.place.file if several else "", finding.place.cell)))
    word = say(WORDS[finding.severity], language)
    return Told(name, finding.severity, word, where, found, mend, explained.get(name, ""))
