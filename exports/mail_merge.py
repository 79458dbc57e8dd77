"""Notes verbales: one Word letter for each mission, all from one text; the same mailing gives the same bytes.

Pandoc makes the letter once in each language, in the look of ``data/report``, with marks where each State's own words
go; they are then written into a copy for each State.
"""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from exports.word import READ_AS, DocumentError, literal, reference_document
from language import day_text, say
from model import Cycle, EntityKind, State

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "letters" / "note_verbale.openxml"
ZIP_DAY = (1980, 1, 1, 0, 0, 0)

OWN_WORDS = {
    name: f"\ue000{name}\ue001" for name in ("formal", "mission", "invited", "consenting", "workbook", "reference")
}
"""What differs from State to State, as the marks that stand for it until it is written in."""

TO_MEMBERS = {"mission": "Permanent Mission", "invited": "the Government of {formal}", "consenting": "the Government"}
TO_OBSERVERS = {"mission": "Permanent Observer Mission", "invited": "{formal}", "consenting": "{formal}"}
"""Who is written to and invited: an observer State by its name, for the Holy See is not called a Government."""

ORGAN = "United Nations"
REFERENCE = "Reference: {reference}"
PARAGRAPHS = (
    "The Secretariat of the United Nations presents its compliments to the {mission} of {formal} to the United "
    "Nations and has the honour to refer to General Assembly resolutions 51/59 and 51/60 of 12 December 1996, to which "
    "the International Code of Conduct for Public Officials and the United Nations Declaration on Crime and Public "
    "Security are annexed.",
    "The Secretariat has the further honour to invite {invited} to report, for the {cycle}, on the "
    "measures that it has taken. A workbook made for this purpose is enclosed ({workbook}). What the depositaries of "
    "the treaties have registered, and what the last return said, is filled in already; it may be left as it is, or "
    "corrected.",
    "The Secretariat would be grateful to receive the completed workbook by {due}. Returns are taken until {closes}. "
    "The national focal point may send the workbook through the page “My return” of the Implementation Monitor, where "
    "it is checked at once and a receipt is given.",
    "Nothing is published without the consent of {consenting}, which may be given for the whole return, for parts of "
    "it, or withheld; single answers may be marked for the Secretariat only.",
    "The Secretariat would appreciate it if the {mission} would communicate the name, office and e-mail "
    "address of the national focal point, unless it has done so already.",
    "The Secretariat of the United Nations avails itself of this opportunity to renew to the {mission} of "
    "{formal} to the United Nations the assurances of its highest consideration.",
)
MISSION = "{mission} of {formal} to the United Nations"
INVENTED = "Demonstration: this letter was not sent, and is addressed to nobody."


@dataclass(frozen=True, slots=True)
class Letter:
    """For whom a note verbale is: the State, the language it is written in, and the workbook that goes with it."""

    state: State
    language: str
    workbook: str


def note_verbale(letter: Letter, cycle: Cycle, day: date, demonstration: bool = False) -> bytes:
    """The note verbale as .docx, dated ``day``. Raises DocumentError when pandoc cannot make it."""
    formal = letter.state.formal.get(letter.language) or letter.state.names["en"]
    addressed = TO_OBSERVERS if letter.state.kind is EntityKind.OBSERVER else TO_MEMBERS
    written = {name: say(words, letter.language, formal=formal) for name, words in addressed.items()}
    written |= {"formal": formal, "workbook": letter.workbook, "reference": f"{cycle.code}/{letter.state.iso3}"}
    return _addressed(_common(letter.language, cycle, day, demonstration), written)


@lru_cache(maxsize=8)
def _common(language: str, cycle: Cycle, day: date, demonstration: bool) -> bytes:
    """The letter to all that are written to in one language."""
    facts: dict[str, object] = {**OWN_WORDS, "cycle": literal(cycle.name)}
    facts |= {"due": day_text(cycle.due, language), "closes": day_text(cycle.closes, language)}
    paragraphs = [say(text, language, **facts) for text in PARAGRAPHS]
    mark = say(INVENTED, language) if demonstration else ""
    text = "\n\n".join([mark, *paragraphs, day_text(day, language), say(MISSION, language, **facts)]).strip()
    about = {"organ": say(ORGAN, language), "reference": say(REFERENCE, language, **facts)}
    with TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "reference.docx").write_bytes(reference_document(mark))
        command = [
            *(pypandoc.get_pandoc_path(), f"--from={READ_AS}", "--to=docx", f"--template={TEMPLATE}", "--wrap=none"),
            *("--reference-doc=reference.docx", f"--metadata=lang:{language}", "--output=letter.docx"),
            *(f"--variable={name}:{_run(words)}" for name, words in about.items()),
            *(["--metadata=dir:rtl"] if language == "ar" else []),
        ]
        made = datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = {"SOURCE_DATE_EPOCH": str(int(made.timestamp()))}
        try:
            subprocess.run(
                command, input=text.encode(), cwd=here, env={**os.environ, **moment}, capture_output=True, check=True
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise DocumentError("The letter could not be put together.") from error
        return (here / "letter.docx").read_bytes()


def _run(words: str) -> str:
    """A run of text as the template takes it."""
    return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _addressed(common: bytes, written: Mapping[str, str]) -> bytes:
    """A copy of the letter with one State's own words in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(common)) as letter, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in letter.namelist():
            content = letter.read(name)
            if name == "word/document.xml":
                text = content.decode()
                for key, mark in OWN_WORDS.items():
                    text = text.replace(mark, escape(written[key]))
                content = text.encode()
            copy.writestr(zipfile.ZipInfo(name, ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()
