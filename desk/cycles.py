"""Opening a cycle: what must hold before it is opened, and which editions of the questionnaire there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from language import day_text, say
from loaders import known
from model import Cycle

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
"""What a cycle may be called: it stands in addresses, names of files and the first cell of every sheet."""


def editions() -> list[str]:
    """The editions of the questionnaire that are held, the newest first."""
    folder = known.DATA / "questionnaire"
    return sorted((path.name for path in folder.iterdir() if (path / "survey.csv").is_file()), reverse=True)


def objections(cycle: Cycle, cycles: Mapping[str, Cycle], language: str = "en") -> list[str]:
    """Why a cycle cannot be opened or changed so, each in a sentence; nothing when it can."""
    said = []
    if not CODE.fullmatch(cycle.code):
        said.append(say("The code is a short word of letters, figures and hyphens, such as 2028.", language))
    if not cycle.name.strip():
        said.append(say("The cycle needs a name, such as “Second reporting cycle 2028”.", language))
    if not cycle.opens <= cycle.due <= cycle.closes:
        said.append(say("A cycle opens before it is due, and closes on the due day or later.", language))
    if not cycle.languages:
        said.append(say("A cycle is held in one language at least.", language))
    held = cycles.get(cycle.code)
    if held and held.edition != cycle.edition:
        said.append(say("The edition of a cycle that is open cannot be changed; open another cycle.", language))
    twin = next((item for item in cycles.values() if item.code != cycle.code and item.name == cycle.name), None)
    if twin:
        said.append(say("The cycle {code} has that name already.", language, code=twin.code))
    return said


def proposed(cycles: Mapping[str, Cycle], today: date, edition: str) -> Cycle:
    """A cycle to begin from: after the last one, opening today, due in eight weeks, closing in a year."""
    code = str(today.year)
    while code in cycles:
        code = str(int(code) + 1) if code.isdigit() else f"{code}-1"
    name = say("Reporting cycle {code}", code=code)
    return Cycle(code, name, edition, today, today + timedelta(weeks=8), today + timedelta(days=365))


def days_told(cycle: Cycle, language: str = "en") -> str:
    """The days of a cycle in a sentence."""
    days = {name: day_text(getattr(cycle, name), language) for name in ("opens", "due", "closes")}
    return say("Opens {opens}, due {due}, closes {closes}; edition {edition}.", language, edition=cycle.edition, **days)
