"""The downloads of a table of the working pages."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from exports.table import to_csv, to_xlsx
from frame.downloading import download
from frame.showing import SPREADSHEET
from frame.sight import reading
from language import say
from model import Caption


def downloads(table: pd.DataFrame, title: str, count: str, stem: str, today: date) -> None:
    """The table as CSV and as a workbook that says what it is."""
    now = reading()
    caption = Caption(title, count, say("Implementation Monitor"), today, now.revision, demonstration=now.demonstration)
    with st.container(horizontal=True, key=f"downloads-{stem}"):
        download("CSV", lambda: to_csv(table), f"{stem}.csv", "text/csv", key=f"{stem}-csv")
        download("XLSX", lambda: to_xlsx(table, caption), f"{stem}.xlsx", SPREADSHEET, key=f"{stem}-xlsx")
