"""Published figures, as they must come out when their counts are loaded."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.arithmetic import crossfoot, mean, of_n_for
from compliance.responses import repliers, response_distribution, responses
from compliance.standing import party_status
from model import Share
from tests.tables import actions

DAY = date(2005, 7, 29)


def invented_states(n: int, first: str = "A") -> list[str]:
    return [f"{first}{number:02}" if number < 100 else f"{first}X{number - 100}" for number in range(n)]


def joined(states: list[str], action: str = "accession") -> str:
    return " | ".join(f"{state} {action} 2004-01-01" for state in states)


def test_of_64_replies_50_came_from_the_107_parties_and_14_from_signatories():
    parties, signatories = invented_states(107), invented_states(20, "S")
    status = party_status(actions(joined(parties) + " | " + joined(signatories, "signature")), DAY)
    found = repliers(status, "T", [*parties[:50], *signatories[:14]], DAY)
    assert (found.replied, found.parties, found.signatories, found.neither) == (64, 50, 14, 0)
    assert found.of_parties.sentence() == "50 of 107 States parties (47 per cent), as at 29 July 2005"
    assert found.of_replied.sentence() == "50 of 64 States that replied (78 per cent), as at 29 July 2005"


@pytest.mark.parametrize(("all_parties", "per_cent"), [(103, 43), (104, 42), (105, 42), (106, 42), (107, 41)])
def test_44_parties_that_replied_are_42_per_cent_of_104_to_106_only(all_parties, per_cent):
    parties, others = invented_states(all_parties), invented_states(7, "S")
    day = date(2007, 11, 30)
    found = repliers(party_status(actions(joined(parties)), day), "T", [*parties[:44], *others], day)
    assert (found.replied, found.neither, found.of_parties.per_cent) == (51, 7, per_cent)


def test_what_a_text_that_gives_44_and_42_per_cent_can_have_meant():
    assert of_n_for(44, 42) == range(104, 107)
    assert list(of_n_for(50, 33)) == [150, 151, 152, 153]
    assert not of_n_for(2, 99)


REGIONS = [(31, 35, 89), (49, 55, 89), (23, 27, 85), (47, 47, 100), (21, 21, 100), (11, 11, 100)]


def regional(rows: list[tuple[int, int, int]]) -> list[Share]:
    return [Share(n, of_n, "States", DAY) for n, of_n, _ in rows]


def test_regions_and_their_total():
    assert [share.per_cent for share in regional(REGIONS)] == [per_cent for _, _, per_cent in REGIONS]
    checked = crossfoot(Share(182, 196, "States", DAY), regional(REGIONS))
    assert checked.agrees
    assert checked.summed.sentence() == "182 of 196 States (93 per cent), as at 29 July 2005"


def test_a_printed_190_is_flagged_against_the_182_of_its_parts():
    checked = crossfoot(Share(190, 196, "States", DAY), regional(REGIONS))
    assert not checked.agrees
    assert (checked.said.n, checked.summed.n) == (190, 182)


def test_level_3_of_5_is_60_per_cent():
    assert Share(3, 5, "levels", DAY).per_cent == 60


def test_a_mean_of_100_80_and_80_is_87_and_keeps_all_three():
    found = mean({"law": 100, "practice": 80, "training": 80})
    assert found.per_cent == 87
    assert found.items == {"law": 100, "practice": 80, "training": 80}
    with pytest.raises(ValueError, match="needs items"):
        mean({})


def test_an_even_half_is_rounded_up():
    assert mean({"first": 86, "second": 87}).per_cent == 87


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 100))
def test_the_totals_that_fit_a_percentage_are_all_of_them(n, per_cent):
    fits = [of_n for of_n in range(n, 210 * n) if Share(n, of_n, "States", DAY).per_cent == per_cent]
    assert list(of_n_for(n, per_cent)) == fits


RETURNS = pd.DataFrame(
    {
        "state": ["AAA", "AAA", "BBB", "CCC", "DDD"],
        "cycle": ["2026", "2026", "2026", "2026", "2024"],
        "received": pd.to_datetime(
            ["2026-02-27 23:00", "2026-03-05", "2026-02-28", "2026-04-01", "2026-01-10"], format="ISO8601"
        ),
    }
)


def test_who_replied_in_time_late_or_not_by_the_day():
    found = responses(RETURNS, "2026", date(2026, 2, 27), ["AAA", "BBB", "CCC", "DDD"], date(2026, 3, 31))
    assert dict(zip(found["state"], found["response"], strict=True)) == {
        "AAA": "in_time",
        "BBB": "late",
        "CCC": "none",
        "DDD": "none",
    }
    assert found["received"].iloc[0] == pd.Timestamp("2026-02-27")
    counted = response_distribution(found, {"All": ["AAA", "BBB", "CCC", "DDD"], "Some": ["BBB"]})
    assert counted["n"].tolist() == [1, 1, 2, 0, 1, 0]
    assert counted["of_n"].tolist() == [4, 4, 4, 1, 1, 1]
