"""What a reader sees of the Markdown that a page gives to Streamlit."""

from __future__ import annotations

import re

import pandas as pd

from frame.verbatim import NOTHING


def shown(markdown: str) -> str:
    """The text that stands on the page."""
    return re.sub(r"\\(.)", r"\1", markdown.replace(NOTHING, ""), flags=re.DOTALL)


def shown_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table that stands on the page."""
    return table.map(lambda cell: shown(cell) if isinstance(cell, str) else cell).rename(columns=shown)
