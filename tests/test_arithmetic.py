"""Published figures, as they must come out when their counts are loaded."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.arithmetic import crossfoot, mean, of_n_for
from compliance.responses import repliers, response_distribution, responses
from compliance.standing import party_status
from desk.reading import read
from exports.picture import NO_CHROME, PictureError, Renderer
from founding import LOCAL
from loaders import known
from model import Cycle, Share
from report import document, pictures
from report.blocks import Paragraph, Table
from report.document import report
from report.matter import Request
from report.sentences import STATES, Whom, averaged, of_all, subject, who
from report.writing import without_notes
from store import open_store
from tests.percentages import bare_percentages
from tests.stored import depositary, file, sent
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


CONVENTION = "UNTC:XVIII-12"
"""The one treaty that counts under articles 2 and 3, in force since 29 September 2003."""


def told(folder, day, parties, signatories, replied):
    """The report on article 2 as at a day: paragraphs and footnotes, and what its editor is warned of.

    ``parties`` and ``signatories`` are loaded as the depositary's list, ``replied`` as returns.
    """
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    store.add_cycle(LOCAL, Cycle("then", "Cycle of the day", "2026", date(2004, 1, 5), day, day))
    list_of = joined(parties) + "".join(f" | {state} signature 2001-01-01" for state in signatories)
    store.add_list(LOCAL, depositary(list_of, known=day.isoformat(), treaty=CONVENTION))
    for state in replied:
        store.add_return(
            LOCAL, sent("d2_1 fully", state, cycle="then"), file(state), received=datetime(day.year, day.month, 1)
        )
    reading = read(store, LOCAL, store.revision(LOCAL))
    made = report(reading, Request(day, 35, "then", provisions=("D.2",)))
    store.close()
    return [block.text for block in made.blocks if isinstance(block, Paragraph)], made.warnings


MEMBERS = [row["iso3"] for row in known.rows("states.csv") if row["kind"] == "member" and row["admitted"] < "2005"]


def test_the_report_says_it_when_64_replies_50_from_parties_are_loaded_with_107_parties(tmp_path, no_chrome):
    parties, signatories = MEMBERS[:107], MEMBERS[107:140]
    paragraphs, _ = told(tmp_path, DAY, parties, signatories, [*parties[:50], *signatories[:14]])
    said = " ".join(paragraphs)
    assert "Of the 64 States that replied, 50 were parties and 14 were signatories; " in said
    assert "50 of 107 States parties (47 per cent), as at 29 July 2005, had replied." in said
    for paragraph in paragraphs:
        assert not bare_percentages(without_notes(paragraph)[0]), paragraph
    for wrong in ("33 per cent", "44 per cent"):
        assert wrong not in said
    assert said.count("47 per cent") == said.count("of 107 States parties (47 per cent)")


@pytest.mark.parametrize(("all_parties", "per_cent"), [(103, 43), (104, 42), (106, 42), (107, 41)])
def test_the_report_gives_42_per_cent_only_of_104_to_106(tmp_path, no_chrome, all_parties, per_cent):
    parties = MEMBERS[:all_parties]
    paragraphs, _ = told(tmp_path, date(2007, 11, 30), parties, [], [*parties[:44], *MEMBERS[all_parties:][:7]])
    said = " ".join(paragraphs)
    assert "Of the 51 States that replied, 44 were parties and 7 were neither; " in said
    assert f"44 of {all_parties} States parties ({per_cent} per cent), as at 30 November 2007, had replied." in said
    assert ("42 per cent" in said) == (all_parties in range(104, 107))


@pytest.fixture
def no_chrome(monkeypatch):
    def refuse(*_):
        raise PictureError(NO_CHROME)

    monkeypatch.setattr(pictures, "picture", refuse)
    monkeypatch.setattr(Renderer, "ready", lambda renderer: None)


@pytest.mark.parametrize(("total", "flagged"), [(182, False), (190, True)])
def test_the_report_warns_of_a_printed_190_where_its_parts_are_182(tmp_path, no_chrome, monkeypatch, total, flagged):
    rows = tuple((f"Region {place}", n, of_n) for place, (n, of_n, _) in enumerate(REGIONS, 1))
    table = Table("regions", "Replies", ("Region", "Replied", "States"), (*rows, ("Total", total, 196)), total=True)
    monkeypatch.setattr(document, "CHAPTERS", (lambda matter: [table],))
    _, warnings = told(tmp_path, DAY, MEMBERS[:9], [], [])
    sentence = "Replies, column Replied: the total says 190, its parts add up to 182."
    assert (sentence in warnings) == flagged
    assert not any("column States" in warning for warning in warnings)


def test_regions_are_said_each_with_its_own_n():
    said = [subject(n, of_n, STATES) for n, of_n, _ in REGIONS]
    assert said == [
        "Thirty-one of the 35 States (89 per cent)",
        "Forty-nine of the 55 States (89 per cent)",
        "Twenty-three of the 27 States (85 per cent)",
        "All 47 States",
        "All 21 States",
        "All 11 States",
    ]
    assert of_all(crossfoot(Share(190, 196, "States", DAY), regional(REGIONS)).summed) == (
        "182 of 196 States (93 per cent)"
    )
    assert of_all(Share(190, 196, "States", DAY)) == "190 of 196 States (97 per cent)"


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


def test_level_3_of_5_is_said_with_its_5():
    assert who(3, 5, Whom("level", "levels")) == "three of the five levels (60 per cent)"


def test_a_mean_of_100_80_and_80_is_87_and_keeps_all_three():
    found = mean({"law": 100, "practice": 80, "training": 80})
    assert found.per_cent == 87
    said = averaged(found, "three items")
    assert said == "an average over three items of 87 per cent (law, 100; practice, 80; training, 80)"
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
