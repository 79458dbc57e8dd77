"""What ODK or KoboToolbox give back of the same form: one row a submission, columns by the codes of the questions.

Groups before a code, labels instead of codes, labels instead of values, and several choices as columns of 1 and 0 are
all read. Of several submissions of one State the latest is taken, and the others are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from loaders.collated import Takes, read_rows
from loaders.form import form_of
from loaders.questionnaire import questionnaire
from loaders.sheets import Workbook
from loaders.wide_table import WideTable, wide_table
from model import Cycle, Finding, Place, Questionnaire, Return, Severity

SERVICE = frozenset(
    {
        "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
        "_version_", "_tags", "_index", "_xform_id_string", "_bamboo_dataset_id", "_attachments", "_geolocation",
        "formhub/uuid", "uuid", "rootuuid", "start", "end", "today", "username", "simserial", "subscriberid",
        "deviceid", "phonenumber", "audit", "instanceid", "instancename", "deprecatedid", "key", "parent_key",
        "submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected", "status",
        "reviewstate", "devicemodel", "edits", "formversion", "date modified", "version",
    }
)  # fmt: skip
"""Columns that the systems add of themselves, by small name without groups."""

TELLING = frozenset({"_uuid", "_submission_time", "__version__", "instanceid", "submissiondate", "deviceid", "_index"})
"""Of these a table that people keep by hand has none."""

TIMES = ("_submission_time", "submissiondate", "end")
"""Where a submission says when it came; the first that is there counts."""


def is_form_export(table: WideTable) -> bool:
    """Whether a table comes from a form's system, not from a person's hand."""
    return not TELLING.isdisjoint(table.named)


def read_form_export(
    workbook: Workbook,
    cycle: Cycle,
    questionnaire_of: Callable[[str], Questionnaire] = questionnaire,
    as_at: date | None = None,
) -> tuple[tuple[Return, ...], list[Finding]]:
    """The returns in an export, one a State, for ``cycle`` and under its edition, and what is to be told of them."""
    form = form_of(questionnaire_of(cycle.edition))
    table = wide_table(workbook, form)
    if table is None:
        return (), [Finding("return.no_question_columns", Severity.BLOCKER, Place(workbook.file))]
    return read_rows(table, form, cycle, as_at, _latest, SERVICE)


def _latest(table: WideTable, rows: Sequence[Takes]) -> tuple[list[Takes], list[Finding]]:
    """The latest submission of each State by the time it came, the lowest row where times are equal or missing."""
    of_state: dict[str, list[tuple[str, int]]] = {}
    name = next((name for name in TIMES if name in table.named), "")
    for row, state in rows:
        of_state.setdefault(state, []).append((table.text(row, name), row))
    taken, findings = [], []
    for state, submissions in of_state.items():
        *others, (time, row) = sorted(submissions)
        taken.append((row, state))
        if others:
            facts = {
                "time": time or "-",
                "others": ", ".join(
                    f"{earlier or '-'} ({table.place(at, table.state).cell})" for earlier, at in others
                ),
            }
            place = table.place(row, table.state)
            findings.append(Finding("return.earlier_submissions", Severity.WARNING, place, facts))
    return sorted(taken), findings
