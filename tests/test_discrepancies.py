"""What States report of treaties, beside the depositary's list."""

from datetime import date

import pandas as pd
import pytest

from compliance.discrepancies import comparisons, comparisons_counted, discrepancies
from compliance.register import Register
from loaders import known
from tests.register import METHOD
from tests.tables import actions, table

KINDS = known.discrepancy_kinds()
REGISTER = Register(
    actions=actions(
        "T KEN accession 1990-05-05 | T UGA signature 1989-01-01 | T TZA accession 2017-06-01"
        " | T BOL accession 1976-09-23 | T BOL withdrawal 2011-06-29 2012-01-01 | T BOL accession 2013-01-11"
        " | T HRV succession 1993-07-26 1991-10-08 | T CHE provisional_application 2015-01-30"
        " | P KEN accession 2000-01-01"
    ),
    lists=table("T complete 2018-01-15 | P partial 2018-01-01 | N none -", "treaty coverage known_as_at"),
    treaties=pd.DataFrame(),
    treaty_provisions=pd.DataFrame(),
    seats=pd.DataFrame(),
    method=METHOD,
)
QUESTIONS = table("a_t T | a_p P | a_n N", "question treaty")


def compared(said: str, received: str = "2026-02-01") -> pd.DataFrame:
    """Answers from ``KEN a_t party 1990-05-05``, of a return received on that day."""
    rows = table(said, "state question value since").assign(cycle="2026")
    returns = rows[["state", "cycle"]].drop_duplicates().assign(received=pd.Timestamp(received))
    return comparisons(rows, QUESTIONS, returns, REGISTER, KINDS)


# What is said | received on | kind | why
CASES = """
KEN a_t party 1990-05-05     | 2026-02-01 | agrees            |
KEN a_t party -              | 2026-02-01 | agrees            |
KEN a_t party 1990-08-03     | 2026-02-01 | wrong_day         |
KEN a_t party 1989-05-05     | 2026-02-01 | not_yet           |
KEN a_t party 2020-01-01     | 2026-02-01 | cannot_be_checked | later_than_list
KEN a_t not_party -          | 2026-02-01 | says_not_party    |
KEN a_t intends -            | 2026-02-01 | says_not_party    |
KEN a_t signatory -          | 2026-02-01 | says_signatory    |
HRV a_t party 1991-10-08     | 2026-02-01 | agrees            |
BOL a_t party 1976-09-23     | 2026-02-01 | agrees            |
BOL a_t party 2013-01-11     | 2012-06-01 | not_yet           |
BOL a_t not_party -          | 2012-06-01 | agrees            |
TZA a_t party -              | 2017-01-01 | not_yet           |
TZA a_t party 2016-01-01     | 2017-12-01 | not_yet           |
UGA a_t party 2010-01-01     | 2026-02-01 | claims_party      |
UGA a_t party -              | 2016-02-01 | claims_party      |
UGA a_t party -              | 2026-02-01 | cannot_be_checked | later_than_list
UGA a_t party 2019-01-01     | 2026-02-01 | cannot_be_checked | later_than_list
UGA a_t signatory -          | 2026-02-01 | agrees            |
UGA a_t not_party -          | 2026-02-01 | agrees            |
RWA a_t signatory -          | 2017-02-01 | claims_signature  |
RWA a_t signatory -          | 2026-02-01 | cannot_be_checked | later_than_list
RWA a_t not_party -          | 2026-02-01 | agrees            |
CHE a_t party -              | 2016-02-01 | claims_party      |
KEN a_p party 2000-01-01     | 2017-02-01 | agrees            |
KEN a_p party 1999-01-01     | 2017-02-01 | not_yet           |
UGA a_p party 1999-01-01     | 2017-02-01 | cannot_be_checked | partial_list
UGA a_p not_party -          | 2017-02-01 | cannot_be_checked | partial_list
KEN a_n party 1999-01-01     | 2017-02-01 | cannot_be_checked | no_list
KEN a_n not_party -          | 2017-02-01 | cannot_be_checked | no_list
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_each_claim_beside_the_list(case):
    said, received, kind, why = (part.strip() for part in case.split("|"))
    row = compared(said, received).iloc[0]
    assert (row["kind"], row["why"]) == (kind, why)


def test_both_values_and_the_days_between_them_are_told():
    row = compared("KEN a_t party 1990-08-03").iloc[0]
    assert (row["said"], row["depositary"], row["days_apart"]) == ("party", "party", 90)
    assert row["depositary_since"] == pd.Timestamp("1990-05-05")
    assert row["known_as_at"] == pd.Timestamp("2018-01-15")


@pytest.mark.parametrize("word", ["no_position", "-"])
def test_what_takes_no_position_is_not_compared(word):
    assert compared(f"KEN a_t {word} -").empty


def test_the_gravest_come_first_and_only_contradictions_are_discrepancies():
    found = compared("KEN a_t party 1990-08-03 | UGA a_t party 2010-01-01 | RWA a_t not_party - | TZA a_n party -")
    assert found["kind"].tolist() == ["claims_party", "wrong_day", "cannot_be_checked", "agrees"]
    assert discrepancies(found, KINDS)["kind"].tolist() == ["claims_party", "wrong_day"]
    counted = comparisons_counted(found, KINDS).set_index("kind")
    assert counted["n"].sum() == 4
    assert counted.at["says_not_party", "n"] == 0
    assert set(counted["of_n"]) == {4}


def test_the_order_of_rows_is_irrelevant():
    rows = "KEN a_t party 1990-08-03 | UGA a_t party 2010-01-01 | KEN a_p party 2000-01-01 | BOL a_t not_party -"
    turned = " | ".join(reversed(rows.split(" | ")))
    pd.testing.assert_frame_equal(compared(rows), compared(turned))


def test_an_answer_carries_its_cell():
    rows = table("KEN a_t party 1990-08-03 E12", "state question value since cell").assign(cycle="2026")
    returns = pd.DataFrame({"state": ["KEN"], "cycle": ["2026"], "received": [pd.Timestamp(date(2026, 2, 1))]})
    assert comparisons(rows, QUESTIONS, returns, REGISTER, KINDS)["cell"].tolist() == ["E12"]
