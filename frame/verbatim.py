"""Text that is not ours, shown sign by sign as it was written where Streamlit would read it as Markdown."""

from __future__ import annotations

import re

MARKS = re.compile(r"[!-/:-@\[-`{-~]")
"""All that can mean something in Markdown; a backslash before it makes it stand for itself."""

APART = re.compile(r"(?<=:)(?=[\w/+-])|(?=@)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
"""Where a text is held apart: addresses, icons and arrows are made after the backslashes have been read."""

NOTHING = ":color[]"
"""An empty span: it shows nothing, and no address or icon is found across it."""


def verbatim(text: str) -> str:
    r"""Markdown that shows ``text`` as it was written, line by line.

    Blanks at the ends of lines, and several in a row, are shown as everywhere in a browser.

    >>> verbatim("[a](b) *c*"), verbatim("ann@un.example")
    ('\\[a\\]\\(b\\) \\*c\\*', 'ann:color[]\\@un\\.example')
    """
    lines = re.split(r"\r\n|\r|\n", text.strip())
    return "\\\n".join(
        NOTHING.join(MARKS.sub(r"\\\g<0>", piece) for piece in APART.split(line.strip())) for line in lines
    )
