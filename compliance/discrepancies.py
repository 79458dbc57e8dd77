"""Discrepancies: what a State reports of a treaty beside what the depositary's list says, to be resolved by people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compliance.register import Register
from model import BINDING, SIGNING, Coverage

PAIR = ["treaty", "state"]
COLUMNS = [
    "state",
    "cycle",
    "treaty",
    "question",
    "kind",
    "order",
    "why",
    "said",
    "said_since",
    "said_on",
    "depositary",
    "depositary_since",
    "days_apart",
    "coverage",
    "known_as_at",
]
PLACE = ["return", "visibility", "sheet", "cell"]
"""Columns of the answers that are carried along where they are there."""

COMPARED = ("party", "signatory", "not_party", "intends")
"""Words that say something a list can bear out; ``no_position`` says nothing of the kind."""


def comparisons(
    answers: pd.DataFrame, questions: pd.DataFrame, returns: pd.DataFrame, register: Register, kinds: pd.DataFrame
) -> pd.DataFrame:
    """Each answer of part A beside the depositary's list, one row an answer that can be compared.

    ``answers`` has state, cycle, question, value, since; ``questions`` question, treaty; ``returns`` state, cycle,
    received: the list is read as at the day the return was received. ``kinds`` is ``data/discrepancies.csv``.

    Returns state, cycle, treaty, question, kind (of ``kinds``), order, why (for ``cannot_be_checked``: ``no_list``,
    ``partial_list``, ``later_than_list``), said, said_since, said_on, depositary (``party``; ``later``,
    became party after that day; ``withdrawn``; ``signatory``; ``absent``), depositary_since, days_apart (said minus
    depositary, for ``not_yet`` and ``wrong_day``), coverage, known_as_at, and the return and the cell where ``answers``
    has them; sorted by order, State, treaty, cycle. Method: docs/method.md, rule 15.
    """
    rows = _said(answers, questions, returns)
    rows = _beside_list(rows, register)
    kind, why = _kinds(rows)
    order = kind.map(kinds.set_index("kind")["order"]).astype(int)
    apart = (rows["said_since"] - rows["depositary_since"]).dt.days
    apart = apart.where(kind.isin(("not_yet", "wrong_day"))).astype("Int64")
    table = rows.assign(kind=kind, why=why, order=order, days_apart=apart)
    places = [name for name in PLACE if name in table.columns]
    return table.sort_values(["order", "state", "treaty", "cycle"], ignore_index=True)[COLUMNS + places]


def discrepancies(compared: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``comparisons`` in which State and depositary contradict each other."""
    contradicts = set(kinds.loc[kinds["discrepancy"], "kind"])
    return compared[compared["kind"].isin(contradicts)].reset_index(drop=True)


def comparisons_counted(compared: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """How many answers are of each kind: kind, label, n, of_n, in the order of kinds, also those with none."""
    counts = compared["kind"].value_counts()
    table = kinds.sort_values("order", ignore_index=True)[["kind", "label"]]
    return table.assign(n=table["kind"].map(counts).fillna(0).astype(int), of_n=len(compared))


def _said(answers: pd.DataFrame, questions: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    treaty_of = questions.loc[questions["treaty"].fillna("") != "", ["question", "treaty"]].drop_duplicates()
    rows = answers[answers["value"].isin(COMPARED)].merge(treaty_of, on="question", how="inner", validate="many_to_one")
    sent = returns[["state", "cycle", "received"]]
    rows = rows.merge(sent, on=["state", "cycle"], how="inner", validate="many_to_one")
    said_on = rows["received"].dt.normalize().astype("datetime64[us]")
    since = pd.to_datetime(rows["since"]).astype("datetime64[us]")
    return rows.rename(columns={"value": "said"}).assign(said_on=said_on, said_since=since)


def _beside_list(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """What the list says of each State on the day of its return, and whether the day it gives is one of its acts'."""
    lists = register.lists[["treaty", "coverage", "known_as_at"]]
    rows = rows.merge(lists, on="treaty", how="left", validate="many_to_one")
    rows["known_as_at"] = pd.to_datetime(rows["known_as_at"]).astype("datetime64[us]")
    rows["coverage"] = rows["coverage"].fillna(Coverage.NONE.value)
    spells = rows[[*PAIR, "said_on"]].reset_index(names="row")
    spells = spells.merge(register.spells[[*PAIR, "since", "until"]], on=PAIR, how="inner", validate="many_to_many")
    spells = spells.sort_values(["row", "since"])
    begun = spells[spells["since"] <= spells["said_on"]].drop_duplicates("row", keep="last").set_index("row")
    over = begun["until"] <= begun["said_on"]
    later = spells[spells["since"] > spells["said_on"]].drop_duplicates("row").set_index("row")["since"]
    ranked = {
        "party": begun.loc[~over, "since"],
        "later": later,
        "withdrawn": begun.loc[over, "until"],
        "signatory": _signed(rows, register.actions),
    }
    rows["depositary"] = "absent"
    rows["depositary_since"] = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    for word, days in reversed(ranked.items()):
        rows.loc[days.index, "depositary"] = word
        rows.loc[days.index, "depositary_since"] = days
    rows["signed"] = rows.index.isin(ranked["signatory"].index)
    rows["own_day"] = rows.index.isin(_own_days(rows, register.actions))
    return rows


def _signed(rows: pd.DataFrame, actions: pd.DataFrame) -> pd.Series:
    """The first day on which the State signed, by row, for those that had signed by the day of the return."""
    signatures = actions.loc[actions["action"].isin(SIGNING), [*PAIR, "day"]].groupby(PAIR)["day"].min().reset_index()
    found = rows[PAIR].reset_index(names="row").merge(signatures, on=PAIR, how="inner", validate="many_to_one")
    days = found.set_index("row")["day"].astype("datetime64[us]")
    return days[days <= rows.loc[days.index, "said_on"]]


def _own_days(rows: pd.DataFrame, actions: pd.DataFrame) -> pd.Index:
    """The rows whose day is that of a binding act of the State, or the day on which such an act took effect."""
    acts = actions[actions["action"].isin(BINDING)]
    days = [acts[[*PAIR, name]].rename(columns={name: "said_since"}) for name in ("day", "effective")]
    known = pd.concat(days, ignore_index=True).dropna(subset="said_since").astype({"said_since": "datetime64[us]"})
    keys = [*PAIR, "said_since"]
    found = rows[keys].reset_index(names="row").merge(known.drop_duplicates(), on=keys, validate="many_to_one")
    return pd.Index(found["row"])


def _kinds(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The kind of each row and, where it cannot be checked, why; the first line that holds decides."""
    says_party, says_signed = rows["said"] == "party", rows["said"] == "signatory"
    listed, given = rows["depositary"] == "party", rows["said_since"].notna()
    asserted = rows["said_since"].where(says_party & given, rows["said_on"])
    beyond = ~(asserted <= rows["known_as_at"])
    told_nothing = rows["coverage"].map({Coverage.NONE: "no_list", Coverage.PARTIAL: "partial_list"}).fillna("")
    told_nothing = told_nothing.mask((told_nothing == "") & beyond, "later_than_list")
    day_beyond = given & (rows["said_since"] > rows["known_as_at"])
    lines = [
        (says_party & listed & (~given | rows["own_day"]), "agrees", ""),
        (says_party & listed & day_beyond, "cannot_be_checked", "later_than_list"),
        (says_party & listed & (rows["said_since"] < rows["depositary_since"]), "not_yet", ""),
        (says_party & listed, "wrong_day", ""),
        (says_party & (rows["depositary"] == "later"), "not_yet", ""),
        (says_signed & listed, "says_signatory", ""),
        (says_signed & rows["signed"], "agrees", ""),
        (listed, "says_not_party", ""),
        (~says_party & ~says_signed & (rows["coverage"] == Coverage.COMPLETE), "agrees", ""),
        (told_nothing != "", "cannot_be_checked", None),
        (says_party, "claims_party", ""),
    ]
    kind = np.select([line[0] for line in lines], [line[1] for line in lines], default="claims_signature")
    why = np.select([line[0] for line in lines], [told_nothing if line[2] is None else line[2] for line in lines], "")
    return pd.Series(kind, index=rows.index, dtype="str"), pd.Series(why, index=rows.index, dtype="str")
