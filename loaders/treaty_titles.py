"""Which treaty a list is about: by the depositary's reference (``VI-19``, ``6-19``) or by its title as written."""

from __future__ import annotations

import re
from functools import cache

from loaders.known import rows, treaties
from loaders.list_text import folded, plain
from model import Finding, Place, Severity

_REFERENCE = re.compile(
    r"(?<![\w-])(?P<chapter>[IVXL]{1,7}|\d{1,2})[-_.](?P<number>\d{1,2})(?:[-_.](?P<letter>[a-z]))?(?![\w-]|\.\d)",
    re.IGNORECASE,
)
_PLACE_AND_DAY = re.compile(r"[.,]\s*[^.,]{2,40}[.,]\s*\d{1,2}\s+\w+\s+\d{4}\.?\s*$")
_DONE_AT = re.compile(
    r"[.,]?\s+(?:signed|done|concluded|adopted|opened for signature)\s+(?:at|on|in)\b.*$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*\d{1,2}(?!\d)\s*[.)]?\s*(?:\(?[a-z][.)]\s*)?")


@cache
def _titles() -> dict[str, str]:
    known = {folded(code): code for code in treaties()}
    known |= {folded(treaty.short_title): treaty.code for treaty in treaties().values()}
    return known | {
        folded(row["written"]): row["treaty"] for row in rows("treaty_titles.csv") if row["kind"] != "reference"
    }


@cache
def _references() -> dict[str, str]:
    return {row["written"].casefold(): row["treaty"] for row in rows("treaty_titles.csv") if row["kind"] == "reference"}


def treaty_by_reference(text: str) -> str | None:
    """The treaty whose reference stands in ``text`` (a file's name, a sheet's name, an address), None when none does.

    >>> treaty_by_reference("6-19.csv"), treaty_by_reference("xviii-12-A.en.xml"), treaty_by_reference("2026-11-21.csv")
    ('UNTC:VI-19', 'UNTC:XVIII-12-a', None)
    """
    for found in _REFERENCE.finditer(text):
        written = "-".join(part for part in found.groups() if part).casefold()
        if written in _references():
            return _references()[written]
    return None


def treaty_by_title(text: str) -> str | None:
    """The treaty that ``text`` is the title of, None when it is no title we know.

    A number before it, and the place and day of its conclusion behind it, may stand there too.

    >>> treaty_by_title("Arms Trade Treaty. New York, 2 April 2013.")
    'UNTC:XXVI-8'
    """
    text = plain(text)
    for form in (text, _DONE_AT.sub("", text), _PLACE_AND_DAY.sub("", text), _NUMBERED.sub("", text)):
        if treaty := _titles().get(folded(form)):
            return treaty
    return None


def reference_in(text: str) -> str:
    """The first thing in ``text`` that has the form of a reference, of whatever treaty; empty when nothing has.

    >>> reference_in("ViewDetails.aspx?src=TREATY&mtdsg_no=IV-5&chapter=4"), reference_in("status")
    ('IV-5', '')
    """
    found = _REFERENCE.search(text)
    return found[0] if found else ""


def settled_treaty(
    given: str | None, found: str | None, written: str, place: Place
) -> tuple[str | None, list[Finding]]:
    """The treaty a list is read as, None (and a blocker) when that is not sure.

    ``given`` is what the person said, ``found`` what the file leads to, ``written`` what it says of itself (title,
    reference), empty when it says nothing.
    """
    if given and found and given != found:
        return None, [Finding("list.treaty_differs", Severity.BLOCKER, place, {"found": found, "given": given})]
    if given and not found and written:
        return given, [Finding("list.treaty_taken_as", Severity.NOTE, place, {"found": written, "given": given})]
    if given or found:
        return given or found, []
    if written:
        return None, [Finding("list.unknown_treaty", Severity.BLOCKER, place, {"found": written})]
    return None, [Finding("list.no_treaty", Severity.BLOCKER, place, {})]
