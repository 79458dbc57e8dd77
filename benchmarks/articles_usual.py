"""The Articles page written the usual way, to measure ours against: read by pandas, ``st.cache_data``, plotly express.

``streamlit run benchmarks/articles_usual.py`` with ``MONITOR_STORE`` naming a SQLite store.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from loaders import known

BINDING = ["ratification", "accession", "acceptance", "approval", "succession", "participation_via_protocol"]


@st.cache_data
def load(table: str) -> pd.DataFrame:
    """One table of the store, or of the shipped facts."""
    if table in ("groups", "treaty_provisions", "provisions", "states", "treaty_coverage"):
        return pd.DataFrame(known.rows(f"{table}.csv"))
    path = os.environ["MONITOR_STORE"].removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        return pd.read_sql(f'SELECT * FROM "{table}"', connection)


@st.cache_data
def answers() -> pd.DataFrame:
    """Every answer with its State and cycle."""
    returns = load("state_return")[["id", "state", "cycle"]]
    return load("answer").merge(returns, left_on="return", right_on="id")


st.set_page_config(layout="wide")
st.title("Articles")
provisions = load("provisions")
provisions = provisions[provisions["code"].str.startswith("D.")]
groups = load("groups")
regional = groups[groups["scheme"] == "regional"]
asked = st.query_params
columns = st.columns(3)
names = ["All Member States", *sorted(regional["group"].unique())]
group = columns[0].selectbox("Group", names, names.index(asked.get("group", names[0])))
cycle = columns[1].selectbox("Cycle", sorted(load("cycle")["code"], reverse=True))
codes = list(provisions["code"])
code = columns[2].selectbox("Article", codes, codes.index(asked.get("provision", "D.5")))
st.write(provisions.set_index("code").loc[code, "text"])

states = load("states")
members = states[states["kind"] == "member"].merge(regional, left_on="iso3", right_on="state")
if group != names[0]:
    members = members[members["group"] == group]

treaties = load("treaty_provisions")
lists = load("treaty_coverage")
held = lists[lists["coverage"] == "complete"]["treaty"]
treaties = treaties[(treaties["provision"] == code) & (treaties["counted"] == "yes") & treaties["treaty"].isin(held)]
actions = load("treaty_action")
parties = actions[actions["action"].isin(BINDING) & actions["treaty"].isin(treaties["treaty"])]
count = parties.drop_duplicates(["treaty", "state"]).groupby("state").size()
members["party_to"] = members["iso3"].map(count).fillna(0)
share = members["party_to"] / max(len(treaties), 1)
members["level"] = pd.cut(share, [-1, 0, 0.499, 0.999, 1], labels=["none", "some", "most", "all"]).astype(str)

st.plotly_chart(px.choropleth(members, locations="iso3", color="level", title=f"{code}: adherence"))
by_group = members.groupby(["group", "level"]).size().reset_index(name="n")
st.plotly_chart(px.bar(by_group, y="group", x="n", color="level", orientation="h", title=f"{code} by group"))
dated = parties.assign(day=pd.to_datetime(parties["day"])).sort_values("day")
dated["parties"] = dated.groupby("treaty").cumcount() + 1
st.plotly_chart(px.line(dated, x="day", y="parties", color="treaty", title=f"{code} over time"))

said = answers()
prefix = code.lower().replace(".", "") + "_"
said = said[(said["cycle"] == cycle) & said["question"].str.startswith(prefix)]
said = said.merge(members[["iso3", "group"]], left_on="state", right_on="iso3")
levels = said.groupby(["group", "value"]).size().reset_index(name="n")
st.plotly_chart(px.bar(levels, y="group", x="n", color="value", orientation="h", title=f"{code} as reported"))
st.dataframe(members[["name_en", "party_to", "level"]])
