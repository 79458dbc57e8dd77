"""Lists in tables: pages and exports of depositaries, other people's databases, plain lists."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import sentence
from loaders.depositary import read_list
from loaders.opening import open_workbook
from loaders.sheets import CellError, Sheet, Uncached, Value, Workbook
from model import Coverage, Finding, Severity, TreatyList

Reading = tuple[tuple[TreatyList, ...], list[Finding]]
TWO_PARTIES = ["Parties: 2"]


def table(rows: list[list[Value]], file: str = "list.csv", name: str = "", merged: tuple = ()) -> Workbook:
    cells = {(r, c): v for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v != ""}
    return Workbook(file, "csv", "0" * 64, "", (Sheet(name, False, cells, merged),))


def read(workbook: Workbook, **given: object) -> Reading:
    lists, told = read_list(workbook, **given)  # type: ignore[arg-type]
    for finding in told:
        assert sentence(finding)
    return lists, told


def opened(path: Path) -> Workbook:
    workbook, findings = open_workbook(path)
    assert workbook is not None, findings
    return workbook


def acts(treaty_list: TreatyList) -> list[tuple[str, str, str]]:
    return [(act.state, act.action.value, act.day.isoformat()) for act in treaty_list.actions]


def told_at(findings: list[Finding], *, notes: bool = False) -> set[tuple[str, str]]:
    return {(f.code, f.place.cell) for f in findings if notes or f.severity is not Severity.NOTE}


UNTC = 'Participant,Signature,"Ratification, Accession(a), Acceptance(A), Approval(AA), Formal confirmation(c)"\n'


def test_a_page_scraped_as_csv_is_known_by_its_file_name(tmp_path):
    path = tmp_path / "6-19.csv"
    path.write_text(
        UNTC + "Afghanistan,20 Dec 1988,14 Feb 1992\nAlbania,,27 Jun 2001 a\nParties: 2\n", encoding="utf-8"
    )
    (found,), told = read(opened(path))
    assert found.treaty == "UNTC:VI-19"
    assert acts(found) == [
        ("AFG", "signature", "1988-12-20"),
        ("AFG", "ratification", "1992-02-14"),
        ("ALB", "accession", "2001-06-27"),
    ]
    assert found.actions[2].place is not None
    assert found.actions[2].place.cell == "C3"
    assert (found.parties_stated, found.coverage) == (2, Coverage.COMPLETE)
    assert not told_at(told)


PAGE = """<!DOCTYPE html><html><head><title>UNTC</title></head><body>
<form action="./ViewDetails.aspx?src=TREATY&amp;mtdsg_no=XXVI-8&amp;chapter=26&amp;clang=_en"><table><tr><td>
<span>STATUS AS AT : 04-11-2026 05:00:21 EDT</span>
<table><tr><td>Status</td><td>Signatories : 2. Parties : 2</td></tr></table>
<table id="ctl00_ctl00_ContentPlaceHolder1_ContentPlaceHolderInnerPage_tblgrid">
<tr><td>Participant</td><td>Signature</td><td>Provisional application under article 23(n)</td>
<td>Approval(AA), Acceptance(A), Accession(a), Ratification</td></tr>
<tr><td>Albania</td><td>&nbsp;3 Jun 2013</td><td>&nbsp;</td><td>19 Mar 2014</td></tr>
<tr><td>China <sup>1</sup></td><td></td><td></td><td>&nbsp;6 Jul 2020 a</td></tr>
<tr><td>Angola</td><td>24 Sep 2013</td><td></td><td></td></tr>
</table></td></tr></table></form><p>End note.</p></body></html>"""


def test_a_page_of_the_treaty_collection(tmp_path):
    path = tmp_path / "ViewDetails.html"
    path.write_text(PAGE, encoding="utf-8")
    (found,), told = read(opened(path))
    assert (found.treaty, found.known_as_at) == ("UNTC:XXVI-8", date(2026, 11, 4))
    assert (found.parties_stated, found.signatories_stated, found.coverage) == (2, 2, Coverage.COMPLETE)
    assert acts(found) == [
        ("ALB", "signature", "2013-06-03"),
        ("ALB", "ratification", "2014-03-19"),
        ("CHN", "accession", "2020-07-06"),
        ("AGO", "signature", "2013-09-24"),
    ]
    assert found.actions[2].place is not None
    assert found.actions[2].place.cell == "row 3"
    assert told_at(told, notes=True) == set()


def test_a_workbook_with_a_title_above_the_table(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["19. United Nations Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances"],
        ["Status as at 22 November 2026", "", "Signatories : 1", "Parties : 2"],
        [],
        ["Participant", "Signature", "Ratification, Accession(a)"],
        ["Afghanistan", datetime(1988, 12, 20), datetime(1992, 2, 14)],
        ["Albania", None, "27 Jun 2001 a"],
    ):
        sheet.append(row)
    path = tmp_path / "status.xlsx"
    book.save(path)
    (found,), told = read(opened(path))
    assert (found.treaty, found.known_as_at, found.parties_stated) == ("UNTC:VI-19", date(2026, 11, 22), 2)
    assert acts(found)[1:] == [("AFG", "ratification", "1992-02-14"), ("ALB", "accession", "2001-06-27")]
    assert not told_at(told)


ICAO_HEAD: list[Value] = [
    "State",
    "Date of signature",
    "Date of deposit of instrument of ratification, accession (a) or succession (s)",
]


def test_icao_lists_mark_acts_behind_the_day_and_notes_behind_the_state():
    workbook = table(
        [
            ["CONVENTION FOR THE SUPPRESSION OF UNLAWFUL SEIZURE OF AIRCRAFT SIGNED AT THE HAGUE ON 16 DECEMBER 1970"],
            ["Status: 4 Parties. As of 30 June 2018"],
            ICAO_HEAD,
            ["Afghanistan", "16 December 1970", "29 August 1979"],
            ["Algeria (1)", "-", "6 October 1995 (a)"],
            ["Bahrain (1)(3)", "–", "20 February 1984 (a)"],
            ICAO_HEAD,
            ["Bahamas", "-", "11 August 1976 (s)"],
            ["(1) Reservation made with respect to paragraph 1 of Article 12"],
        ]
    )
    (found,), told = read(workbook)
    assert (found.treaty, found.known_as_at, found.coverage) == (
        "DEP3:HAGUE-1970",
        date(2018, 6, 30),
        Coverage.COMPLETE,
    )
    assert acts(found) == [
        ("AFG", "signature", "1970-12-16"),
        ("AFG", "ratification", "1979-08-29"),
        ("DZA", "accession", "1995-10-06"),
        ("BHR", "accession", "1984-02-20"),
        ("BHS", "succession", "1976-08-11"),
    ]
    assert told_at(told, notes=True) == {("list.rows_without_day", "A9")}


def test_a_list_that_does_not_say_by_which_act_a_state_became_party():
    workbook = table(
        [
            [
                "State",
                "Date of signature",
                "Date of deposit of instrument of ratification or accession",
                "Effective date",
            ],
            ["Bahamas (2)", "", "12 June 1975", "10 July 1973"],
            ["Yemen", "", "26 September 1986", ""],
            ["Belgium", "20 December 1968", "6 August 1970", "4 November 1970"],
            ["Parties: 3"],
        ]
    )
    (found,), told = read(workbook, treaty="ICAO:TOKYO-1963")
    assert [(act.state, act.action.value, act.effective) for act in found.actions] == [
        ("BHS", "succession", date(1973, 7, 10)),
        ("YEM", "consent_to_be_bound", None),
        ("BEL", "signature", None),
        ("BEL", "ratification", date(1970, 11, 4)),
    ]
    assert ("list.act_not_stated", "C2") in told_at(told, notes=True)


NETHERLANDS = (
    "RatificationS=Signature without reservation or requirement of ratification"
    " R=Ratification, Acceptance, Approval or Notification A=Accession Su=Succession NK=Not Known"
)


@pytest.mark.parametrize("head", [NETHERLANDS, "Ratification"])
def test_the_treaty_database_of_the_netherlands(head):
    workbook = table(
        [
            ["Party", "Signature", "Provisional\napplication", head, "Entry into force", "Renunciation", "Termination"],
            ["Albania", "", "", "01-12-1997 (A)", "01-03-1998", "", ""],
            ["Bosnia and Herzegovina", "", "", "02-08-1994 (Su)", "06-03-1992", "", ""],
            ["Norway", "", "", "03-04-1971 (S)", "30-05-1971", "04-11-2024", "05-05-2025"],
            ["Belgium", "16-12-1970", "", "", "", "", ""],
            ["Nauru", "", "", "05-06-1984 (NK)", "", "", ""],
        ]
    )
    (found,), told = read(workbook, treaty="DEP3:HAGUE-1970", as_at=date(2026, 11, 1))
    assert acts(found) == [
        ("ALB", "accession", "1997-12-01"),
        ("BIH", "succession", "1994-08-02"),
        ("NOR", "definitive_signature", "1971-04-03"),
        ("NOR", "withdrawal", "2024-11-04"),
        ("BEL", "signature", "1970-12-16"),
        ("NRU", "consent_to_be_bound", "1984-06-05"),
    ]
    assert found.actions[0].effective == date(1998, 3, 1)
    assert found.actions[3].effective == date(2025, 5, 5)
    assert ("list.code_without_legend" in {finding.code for finding in told}) is (head == "Ratification")


def test_of_several_depositaries_the_earliest_day_counts():
    workbook = table(
        [
            ["State", "Action type", "Date", "Depositary"],
            ["Kenya", "RAT", "1970-06-15", "London"],
            ["Kenya", "RAT", "1970-06-11", "Moscow"],
            ["Kenya", "SIG", "1968-07-01", "Washington"],
            ["Democratic People's Republic of Korea", "ACC", "1985-12-12", "Moscow"],
            ["Democratic People's Republic of Korea", "WIT", "2003-01-10", "Moscow"],
            TWO_PARTIES,
        ],
        file="NPT.csv",
    )
    (found,), told = read(workbook)
    assert found.treaty == "UNODA:NPT"
    assert [(act.state, act.action.value, act.day.isoformat(), act.note) for act in found.actions] == [
        ("KEN", "ratification", "1970-06-11", "Moscow; also 1970-06-15 (London)"),
        ("KEN", "signature", "1968-07-01", "Washington"),
        ("PRK", "accession", "1985-12-12", "Moscow"),
        ("PRK", "withdrawal", "2003-01-10", "Moscow"),
    ]
    assert ("list.several_depositaries", "") in told_at(told, notes=True)


def test_registration_pages_of_the_treaty_series():
    workbook = table(
        [
            ["Participant", "Action", "Date of Notification/Deposit", "Date of Effect"],
            ["Argentina", "Ratification", "21/09/1972", "11/10/1972"],
            ["Argentina", "Ratification", "11/09/1972", "11/10/1972"],
            ["Czechoslovakia", "Ratification", "06/04/1972", "06/05/1972"],
            ["Czechoslovakia", "Withdrawal of reservation", "14/05/1991", "14/05/1991"],
            ["Dahomey", "Ratification", "13/03/1972", "12/04/1972"],
        ]
    )
    (found,), told = read(workbook, treaty="DEP3:HAGUE-1970")
    assert acts(found) == [
        ("ARG", "ratification", "1972-09-11"),
        ("CSK", "ratification", "1972-04-06"),
        ("BEN", "ratification", "1972-03-13"),
    ]
    assert found.actions[0].effective == date(1972, 10, 11)
    assert ("list.acts_passed_over", "B5") in told_at(told, notes=True)


def test_the_united_kingdoms_list_has_names_in_capitals_and_territories():
    workbook = table(
        [
            ["Party", "Action", "Taken on", "Effective on"],
            ["KOREA REPUBLIC OF", "Accession", "03/05/1994", ""],
            ["IVORY COAST", "Accession", "04/06/1994", ""],
            ["Isle Of Man", "Ratification", "25/03/1994", ""],
            TWO_PARTIES,
        ]
    )
    (found,), told = read(workbook, treaty="UNTC:VI-16")
    assert acts(found) == [("KOR", "accession", "1994-05-03"), ("CIV", "accession", "1994-06-04")]
    assert told_at(told) == {("list.name_no_participant", "A4")}
    assert found.coverage is Coverage.COMPLETE


def test_a_plain_table_tells_everything_at_once_with_its_cell():
    workbook = table(
        [
            ["State", "Action", "Day"],
            ["Kenya", "accession", "03/04/2004"],
            ["Atlantis", "accession", "16 Jun 2004"],
            ["Peru", "acession", "16 Jun 2004"],
            ["Chad", "ratification", 38154],
            ["Mali", "ratification", CellError("#REF!")],
            ["Niger", "ratification", Uncached("B2")],
            ["Togo", "ratification", ""],
            ["", "ratification", "2 May 2001"],
            ["Cuba", "ratification", "2 May 2001"],
        ]
    )
    (found,), told = read(workbook, treaty="UNTC:VI-19")
    assert acts(found) == [("TCD", "ratification", "2004-06-16"), ("CUB", "ratification", "2001-05-02")]
    assert told_at(told) - {("list.fewer_than_known", "")} == {
        ("list.day_ambiguous", "C2"),
        ("list.name_unknown", "A3"),
        ("list.action_unknown", "B4"),
        ("list.day_unreadable", "C6"),
        ("list.day_unreadable", "C7"),
        ("list.day_unreadable", "C8"),
        ("list.row_without_participant", "A9"),
    }
    assert ("list.day_as_number", "C5") in told_at(told, notes=True)
    assert found.coverage is Coverage.PARTIAL


def test_a_day_elsewhere_in_the_list_shows_how_days_in_figures_are_meant():
    head: list[Value] = ["State", "Action", "Day"]
    day_first = table([head, ["Kenya", "accession", "03/04/2004"], ["Peru", "accession", "21/04/2004"]])
    month_first = table([head, ["Kenya", "accession", "03/04/2004"], ["Peru", "accession", "04/21/2004"]])
    both = table(
        [
            head,
            ["Kenya", "accession", "03/04/2004"],
            ["Peru", "accession", "04/21/2004"],
            ["Chad", "accession", "21/04/2004"],
        ]
    )
    assert acts(read(day_first, treaty="UNTC:VI-19")[0][0])[0] == ("KEN", "accession", "2004-04-03")
    assert acts(read(month_first, treaty="UNTC:VI-19")[0][0])[0] == ("KEN", "accession", "2004-03-04")
    assert ("list.day_ambiguous", "C2") in told_at(read(both, treaty="UNTC:VI-19")[1])


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("Estado Acto Fecha", ["Perú", "Adhesión", "03/04/1992"], ("PER", "accession", "1992-04-03")),
        ("État Acte Date", ["Tchad", "Ratification", "1er juin 1995"], ("TCD", "ratification", "1995-06-01")),
        ("国家 行动 日期", ["中国", "批准", "1989年10月25日"], ("CHN", "ratification", "1989-10-25")),
        (
            "Государство Действие Дата",
            ["Беларусь", "Ратификация", "17 декабря 1990 г."],
            ("BLR", "ratification", "1990-12-17"),
        ),
        ("الدولة الإجراء التاريخ", ["مصر", "التصديق", "15 مارس 1991"], ("EGY", "ratification", "1991-03-15")),
    ],
)
def test_a_plain_table_in_other_languages(head, row, expected):
    (found,), _ = read(table([head.split(), row], file="VI-19.csv"))
    assert acts(found) == [expected]


def test_a_column_of_treaties_parts_the_rows_into_lists():
    workbook = table(
        [
            ["State", "Action", "Date", "Treaty"],
            ["Kenya", "accession", "16 Jun 2004", "UNTOC"],
            ["Kenya", "ratification", "9 Dec 2003", "United Nations Convention against Corruption"],
            ["Kenya", "ratification", "9 Dec 2003", "Treaty of Nowhere"],
            ["Peru", "ratification", "23 Jan 2002", "XVIII-12"],
        ]
    )
    lists, told = read(workbook)
    assert {found.treaty: len(found.actions) for found in lists} == {"UNTC:XVIII-12": 2, "UNTC:XVIII-14": 1}
    assert ("list.treaty_not_monitored", "D4") in told_at(told)
    (only,), told = read(workbook, treaty="UNTC:XVIII-14")
    assert (only.treaty, len(only.actions)) == ("UNTC:XVIII-14", 1)


def test_a_page_of_an_unmonitored_treaty_is_called_by_its_reference(tmp_path):
    path = tmp_path / "ViewDetails.html"
    path.write_text(PAGE.replace("XXVI-8", "IV-5"), encoding="utf-8")
    lists, told = read(opened(path))
    assert lists == ()
    assert [(finding.code, finding.facts["found"]) for finding in told] == [("list.unknown_treaty", "IV-5")]


def test_rows_of_another_treaty_are_never_taken_for_the_one_said():
    rows: list[list[Value]] = [
        ["State", "Action", "Date", "Treaty"],
        ["Kenya", "ratification", "9 Dec 2003", "UNCAC"],
        ["Kenya", "ratification", "1 Jan 1990", "Treaty of Nowhere"],
    ]
    (found,), told = read(table(rows), treaty="UNTC:XVIII-14")
    assert acts(found) == [("KEN", "ratification", "2003-12-09")]
    assert ("list.treaty_not_monitored", "D3") in told_at(told)


def test_a_table_of_other_treaties_only_is_refused_with_the_reason():
    workbook = table(
        [["State", "Action", "Date", "Treaty"], ["Kenya", "ratification", "9 Dec 2003", "Treaty of Nowhere"]]
    )
    lists, told = read(workbook)
    assert lists == ()
    assert told_at(told) == {("list.treaty_not_monitored", "D2"), ("list.nothing_read", "")}


def test_one_act_with_two_days_is_told_and_the_earlier_day_counts():
    workbook = table(
        [
            ["State", "Action", "Date"],
            ["Kenya", "accession", "17 Jun 2004"],
            ["Kenya", "accession", "16 Jun 2004"],
            ["Parties: 1"],
        ]
    )
    (found,), told = read(workbook, treaty="UNTC:XVIII-12")
    assert acts(found) == [("KEN", "accession", "2004-06-16")]
    assert told_at(told) == {("list.two_days", "C2")}


def test_a_withdrawal_between_makes_two_stays():
    workbook = table(
        [
            ["State", "Action", "Date", "Effective date"],
            ["Bolivia (Plurinational State of)", "Accession", "23 Sep 1976", ""],
            ["Bolivia (Plurinational State of)", "Denunciation", "29 Jun 2011", "1 Jan 2012"],
            ["Bolivia (Plurinational State of)", "Accession", "11 Jan 2013", ""],
            ["Parties: 1"],
        ]
    )
    (found,), told = read(workbook, treaty="UNTC:VI-18")
    assert acts(found) == [
        ("BOL", "accession", "1976-09-23"),
        ("BOL", "withdrawal", "2011-06-29"),
        ("BOL", "accession", "2013-01-11"),
    ]
    assert found.actions[1].effective == date(2012, 1, 1)
    assert not told_at(told)


def matrix(bwc: Value = date(1976, 1, 7)) -> Workbook:
    return table(
        [
            ["Country", "", "Protection of victims", "Weapons"],
            ["Country", "Zone", "GC I-IV 1949", "BWC 1972", "ATT 2013"],
            ["Afghanistan", "x", date(1956, 9, 26), date(1975, 3, 26), "29.07.2020"],
            ["Myanmar", "y", date(1992, 8, 25), date(2014, 1, 12), ""],
            ["Kenya", "z", date(1966, 9, 20), bwc, ""],
            ["Total", "", 3, 3, 1],
        ],
        name="State parties as of 9-Nov-2020",
        merged=((1, 3, 1, 3), (1, 4, 1, 5)),
    )


def test_a_matrix_of_states_and_treaties():
    lists, told = read(matrix(), as_at=date(2020, 11, 9))
    assert [(found.treaty, found.parties_stated, found.coverage) for found in lists] == [
        ("UNODA:BWC", 3, Coverage.COMPLETE),
        ("UNTC:XXVI-8", 1, Coverage.COMPLETE),
    ]
    assert acts(lists[0])[0] == ("AFG", "ratification", "1975-03-26")
    assert acts(lists[1]) == [("AFG", "accession", "2020-07-29")]
    assert ("list.columns_not_read", "A2") in told_at(told, notes=True)


def test_day_and_month_changed_over_are_told():
    lists, told = read(matrix())
    assert ("MMR", "ratification", "2014-12-01") in acts(lists[0])
    assert ("list.day_swapped", "D4") in told_at(told)


def test_a_total_that_does_not_match_leaves_the_list_partial():
    lists, told = read(matrix(bwc=CellError("#N/A")))
    assert lists[0].coverage is Coverage.PARTIAL
    assert {("list.parties_differ", ""), ("list.day_unreadable", "D5")} <= told_at(told)


def test_a_few_rows_do_not_pass_for_the_whole_list():
    workbook = table([["State", "Action", "Date"], ["Palau", "Accession", "14 Aug 2019"]])
    (found,), told = read(workbook, treaty="UNTC:VI-19")
    assert found.coverage is Coverage.PARTIAL
    assert told_at(told) == {("list.fewer_than_known", "")}


def test_merged_names_stand_for_all_their_rows():
    workbook = table(
        [
            ["State", "Action", "Date"],
            ["Kenya", "Signature", "12 Dec 2000"],
            ["", "Accession", "16 Jun 2004"],
        ],
        merged=((2, 1, 3, 1),),
    )
    (found,), _ = read(workbook, treaty="UNTC:XVIII-12-c")
    assert [act.state for act in found.actions] == ["KEN", "KEN"]


def test_what_is_no_list_is_told():
    lists, told = read(table([["Budget", "2025"], ["Travel", 12]]))
    assert lists == ()
    assert [(finding.code, finding.severity) for finding in told] == [("list.not_recognised", Severity.BLOCKER)]


def test_a_list_that_names_no_treaty_asks_for_it():
    lists, told = read(table([["State", "Action", "Date"], ["Kenya", "Accession", "16 Jun 2004"]]))
    assert lists == ()
    assert [finding.code for finding in told] == ["list.no_treaty"]


HEADS = ("State", "Country", "Action", "Date", "Treaty", "Signature", "Ratification, Accession(a)", "Effective date")
BODY = ("Kenya", "Peru", "Accession", "Parties: 3", "3 Jun 2013 a", "[3 Jun 2013]", "03/04/2012", "Total", "UNTOC", "-")
WRITTEN = st.sampled_from((*HEADS, *BODY, "BWC 1972"))
CELLS = st.one_of(
    WRITTEN, WRITTEN, st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.just(CellError("#N/A")), st.just(Uncached("B2")),
)  # fmt: skip


@given(st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), CELLS, max_size=25), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_table_breaks_the_reading_and_none_is_refused_in_silence(cells, said):
    workbook = Workbook("list.csv", "csv", "0" * 64, "", (Sheet("", False, cells),))
    lists, told = read(workbook, treaty="UNTC:VI-19" if said else None)
    assert lists or any(finding.severity is Severity.BLOCKER for finding in told)


def test_days_outside_what_can_be_are_told():
    workbook = table(
        [["State", "Action", "Date"], ["Kenya", "Accession", "16 Jun 1904"], ["Peru", "Accession", "16 Jun 2044"]]
    )
    _, told = read(workbook, treaty="UNTC:XVIII-12", as_at=date(2026, 11, 1))
    assert {("list.day_before_treaty", "C2"), ("list.day_after_as_at", "C3")} <= told_at(told)
