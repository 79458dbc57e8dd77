"""What differs between two days, two cycles, two states of knowledge."""

from datetime import date

import pandas as pd
import pytest

from compliance.change import acts_between, learned_between, level_moves, moves_counted, status_changes
from tests.register import METHOD
from tests.tables import actions, table

ACTS = actions(
    "KEN signature 1990-01-01 | KEN ratification 1995-05-05 | UGA accession 1995-05-06"
    " | BOL accession 1976-09-23 | BOL withdrawal 2011-06-29 2012-01-01 | BOL accession 2013-01-11"
    " | CHE provisional_application 2015-01-30"
).assign(source="list")


def told(after: date, until: date) -> list[tuple[str, str, str]]:
    found = acts_between(ACTS, after, until)
    return [(row.state, row.change, f"{row.day:%Y-%m-%d}") for row in found.itertuples()]


def test_the_first_day_is_not_told_and_the_second_is():
    assert told(date(1995, 5, 5), date(1995, 5, 6)) == [("UGA", "joined", "1995-05-06")]


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (date(2011, 6, 1), date(2011, 7, 1), [("BOL", "gave_notice", "2011-06-29")]),
        (date(2011, 12, 31), date(2012, 1, 1), [("BOL", "withdrew", "2012-01-01")]),
        (
            date(2013, 1, 10),
            date(2015, 12, 31),
            [("BOL", "joined", "2013-01-11"), ("CHE", "applies_provisionally", "2015-01-30")],
        ),
        (date(1989, 1, 1), date(1990, 1, 1), [("KEN", "signed", "1990-01-01")]),
    ],
)
def test_each_act_is_told_on_its_day(after, until, expected):
    assert told(after, until) == expected


def test_status_changes_name_what_was_and_what_is():
    found = status_changes(ACTS, date(1994, 1, 1), date(2012, 6, 1))
    assert [(row.state, row.was, row.is_now) for row in found.itertuples()] == [
        ("BOL", "party", "withdrawn"),
        ("KEN", "signatory", "party"),
        ("UGA", "", "party"),
    ]


def test_nothing_changes_between_a_day_and_itself():
    assert status_changes(ACTS, date(2012, 6, 1), date(2012, 6, 1)).empty
    assert acts_between(ACTS, date(2012, 1, 1), date(2012, 1, 1)).empty


BEFORE = table(
    "AAA D.9 part | BBB D.9 full | CCC D.9 no_return | DDD D.9 withheld | EEE D.9 early", "state provision level"
)
AFTER = table(
    "AAA D.9 large | BBB D.9 early | CCC D.9 full | DDD D.9 blank | EEE D.9 no_return | FFF D.9 part",
    "state provision level",
)


def test_moves_between_levels_and_in_and_out_of_having_a_figure():
    moves = level_moves(BEFORE, AFTER, METHOD, "reported")
    assert dict(zip(moves["state"], moves["move"], strict=True)) == {
        "AAA": "higher",
        "BBB": "lower",
        "CCC": "first_figure",
        "DDD": "no_figure",
        "EEE": "no_figure_now",
        "FFF": "first_figure",
    }
    counted = moves_counted(moves)
    assert counted["n"].sum() == 6
    assert set(counted["of_n"]) == {6}


def test_what_was_learned_is_told_by_when_we_learned_it_not_by_when_it_was_done():
    acts = ACTS.assign(learned=pd.to_datetime(["2018-01-15"] * 6 + ["2026-03-01"]))
    found = learned_between(acts, pd.Timestamp("2018-01-15"), pd.Timestamp("2026-03-31"))
    assert found["state"].tolist() == ["CHE"]
