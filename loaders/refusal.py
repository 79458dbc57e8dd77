"""How a format's reader says that a file cannot be taken, and what it noticed on the way.

Both are data: a code of the table of sentences, where it is, and facts. The reading process sends them to its parent.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class RefusalError(Exception):
    """The file is not read; ``code`` names the sentence that says why."""

    def __init__(self, code: str, sheet: str = "", cell: str = "", **facts: str) -> None:
        super().__init__(code)
        self.notice = Notice(code, sheet, cell, facts)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell of a file: a finding that does not know its file and its severity yet."""

    code: str
    sheet: str = ""
    cell: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def number(value: int) -> str:
    """A whole number as a fact, with the thousands marked.

    >>> number(1048576)
    '1,048,576'
    """
    return f"{value:,}"


def megabytes(size: int) -> str:
    """A size in bytes as a fact, in whole MB, never less than 1."""
    return number(max(1, round(size / 1_000_000)))
