"""Lists in the XML of the United Nations Treaty Collection: as the server sends them and as others stored them."""

from datetime import date
from pathlib import Path

import pytest

from language import sentence
from loaders.depositary import read_list
from loaders.opening import open_workbook
from model import ActionKind, Coverage, Finding, Severity, TreatyList

HEADER = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><Document><Treaty><Template>mtdsg</Template><Header><Chapter>'
    "<Header>CHAPTER {chapter}</Header><Name>NARCOTIC DRUGS</Name></Chapter><ExternalData><Numsect>{number}</Numsect>"
    "{sub}<Titlesect>{title}</Titlesect><Conclusion>Vienna, 21 February 1971</Conclusion>"
    "<Status><SignatoriesLabel>Signatories</SignatoriesLabel>{totals}</Status></ExternalData></Header>"
)
FOOT = "<Footer>.</Footer></Treaty></Document>"


def untc(
    rows: list[tuple[str, ...]],
    heads: tuple[str, ...] = ("Participant", "Signature", "Ratification, Accession(a), Succession(d)"),
    notes: str = "",
    totals: str = "",
    chapter: str = "VI",
    number: str = "16",
    sub: str = "",
    title: str = "Convention on psychotropic substances",
) -> str:
    head = "".join(f'<Entry colname="{n}">{text}</Entry>' for n, text in enumerate(heads, 1))
    body = "".join("<Row>" + "".join(f"<Entry>{cell}</Entry>" for cell in row) + "</Row>" for row in rows)
    table = (
        f'<Participants><Table colsep="0"><TGroup cols="{len(heads)}"><Thead><Row>{head}</Row></Thead>'
        f"<Tbody><Rows>{body}</Rows></Tbody></TGroup></Table></Participants>"
    )
    top = HEADER.format(chapter=chapter, number=number, sub=sub, title=title, totals=totals)
    return top + (table if rows else "") + (f"<EndNotes>{notes}</EndNotes>" if notes else "") + FOOT


def note(mark: str, text: str) -> str:
    return f"<Note><index>{mark}</index><text>{text}</text></Note>"


def read(tmp_path: Path, text: str, **given: object) -> tuple[tuple[TreatyList, ...], list[Finding]]:
    path = tmp_path / "list.xml"
    path.write_bytes(text.encode("latin-1", "xmlcharrefreplace"))
    workbook, findings = open_workbook(path)
    assert workbook is not None, findings
    lists, told = read_list(workbook, **given)  # type: ignore[arg-type]
    for finding in told:
        assert sentence(finding)
    return lists, told


def acts(treaty_list: TreatyList) -> list[tuple[str, str, str]]:
    return [(act.state, act.action.value, act.day.isoformat()) for act in treaty_list.actions]


def codes(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, finding.place.cell) for finding in findings if finding.severity is not Severity.NOTE}


def test_reads_rows_as_the_server_sends_them(tmp_path):
    rows = [
        ("Afghanistan", "", "21 May\t 1985 a"),
        ("Bahamas", "", "31 Aug\t 1987 a "),
        ("China&lt;superscript&gt;4,5,6&lt;/superscript&gt;", "", "23 Aug\t 1985 a"),
        ("Côte d'Ivoire", "", "11&#160;Apr\t 1984 a"),
        ("Denmark", "21 Feb\t 1971 ", "18 Apr\t 1975 "),
        ("Croatia", "", "26 Jul\t 1993 d"),
    ]
    totals = "<Signatories>1</Signatories><Parties>6</Parties>"
    (found,), told = read(tmp_path, untc(rows, totals=totals))
    assert found.treaty == "UNTC:VI-16"
    assert acts(found) == [
        ("AFG", "accession", "1985-05-21"),
        ("BHS", "accession", "1987-08-31"),
        ("CHN", "accession", "1985-08-23"),
        ("CIV", "accession", "1984-04-11"),
        ("DNK", "signature", "1971-02-21"),
        ("DNK", "ratification", "1975-04-18"),
        ("HRV", "succession", "1993-07-26"),
    ]
    assert (found.parties_stated, found.signatories_stated, found.coverage) == (6, 1, Coverage.COMPLETE)
    assert not codes(told)
    assert found.actions[2].participant == "China"
    assert found.actions[2].place is not None
    assert found.actions[2].place.cell == "row 3"


def test_the_head_of_the_column_says_what_a_code_means(tmp_path):
    heads = ("Participant", "Signature", "Definitive signature(s), Acceptance(A), Approval(AA), Formal confirmation(c)")
    rows = [("Chad", "", "2 Jan 1980 s"), ("Peru", "", "2 Jan 1980 AA"), ("European Union", "", "2 Jan 1980 c")]
    (found,), told = read(tmp_path, untc(rows, heads, totals="<Parties>3</Parties>"))
    assert [act.action for act in found.actions] == [
        ActionKind.DEFINITIVE_SIGNATURE,
        ActionKind.APPROVAL,
        ActionKind.FORMAL_CONFIRMATION,
    ]
    assert not codes(told)


def test_a_code_that_the_head_does_not_explain_is_told_and_not_guessed(tmp_path):
    heads = ("Participant", "Signature", "Acceptance(A), Accession(a)")
    rows = [("Chad", "", "2 Jan 1980 d"), ("Peru", "", "2 Jan 1980"), ("Mali", "", "2 Jan 1980 a")]
    (found,), told = read(tmp_path, untc(rows, heads))
    assert acts(found) == [("MLI", "accession", "1980-01-02")]
    assert {("list.code_unknown", "row 1"), ("list.code_missing", "row 2")} <= codes(told)
    assert found.coverage is Coverage.PARTIAL


def test_bracketed_days_are_told_and_not_counted(tmp_path):
    rows = [("Jamaica", "[19 Dec 1966 ]", "[ 3 Oct 1975 ]"), ("Kenya", "", "18 Oct 2000 a")]
    (found,), told = read(tmp_path, untc(rows, totals="<Parties>1</Parties>"))
    assert acts(found) == [("KEN", "accession", "2000-10-18")]
    assert [finding.place.cell for finding in told if finding.code == "list.bracketed"] == ["row 1", "row 1"]
    assert found.coverage is Coverage.COMPLETE


def test_a_state_is_party_through_either_column_of_the_amended_single_convention(tmp_path):
    heads = (
        "Participant",
        "Participation in the Convention by virtue of ratification, accession or succession to the Protocol of"
        " 25 March 1972 or to the 1961 Convention after the entry into force of the Protocol",
        "Accession(a), Succession(d), Ratification",
    )
    rows = [("Afghanistan", "19 Feb 2015", ""), ("Albania", "", "14 Aug 2001 a"), ("Andorra", "", "")]
    (found,), told = read(tmp_path, untc(rows, heads, number="18", totals="<Parties>2</Parties>"))
    assert acts(found) == [
        ("AFG", "participation_via_protocol", "2015-02-19"),
        ("ALB", "accession", "2001-08-14"),
    ]
    assert not codes(told)


def test_provisional_application_makes_no_party(tmp_path):
    heads = (
        "Participant",
        "Signature",
        "Provisional application under article 23(n)",
        "Approval(AA), Acceptance(A), Accession(a), Ratification",
    )
    rows = [("Antigua and Barbuda", "3 Jun 2013", "12 Aug 2013 n", "12 Aug 2013"), ("Serbia", "", "12 Aug 2013 n", "")]
    text = untc(rows, heads, chapter="XXVI", number="8", title="Arms Trade Treaty", totals="<Parties>1</Parties>")
    (found,), told = read(tmp_path, text)
    assert [act.action.value for act in found.actions] == [
        "signature",
        "provisional_application",
        "ratification",
        "provisional_application",
    ]
    assert not codes(told)


def test_totals_of_the_list_are_checked_against_its_rows(tmp_path):
    rows = [("Kenya", "", "18 Oct 2000 a"), ("Peru", "21 Feb 1971", "")]
    totals = "<Signatories>2</Signatories><Parties>3</Parties>"
    (found,), told = read(tmp_path, untc(rows, totals=totals))
    assert codes(told) == {("list.parties_differ", ""), ("list.signatories_differ", "")}
    assert found.coverage is Coverage.PARTIAL


def test_a_header_without_a_table_says_exactly_that(tmp_path):
    totals = "<Signatories>87</Signatories><Parties>190</Parties>"
    (found,), told = read(tmp_path, untc([], number="19", totals=totals))
    assert (found.treaty, found.coverage, found.actions) == ("UNTC:VI-19", Coverage.NONE, ())
    assert (found.parties_stated, found.signatories_stated, found.known_as_at) == (190, 87, None)
    assert [finding.code for finding in told] == ["list.header_only"]
    assert "190 parties and 87 signatories" in sentence(told[0])


def test_cut_letters_and_bare_ampersands_do_no_harm(tmp_path):
    rows = [("Lao People\x19s Democratic Republic", "", "22 Sep 1997 a"), ("Kenya\x02", "", "18 Oct 2000 a")]
    text = untc(rows, notes=note("1", "\x1cthe Government [&] declares\x1d"))
    (found,), _ = read(tmp_path, text)
    assert acts(found) == [("LAO", "accession", "1997-09-22"), ("KEN", "accession", "2000-10-18")]


def test_broken_xml_is_told_with_its_line(tmp_path):
    lists, told = read(tmp_path, untc([("Kenya", "", "18 Oct 2000 a")])[:-40])
    assert lists == ()
    assert [(finding.code, finding.severity) for finding in told] == [("list.xml_broken", Severity.BLOCKER)]


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Kenya", encoding="utf-8")
    text = untc([("&name;", "", "18 Oct 2000 a")])
    text = text.replace("<Document>", f'<!DOCTYPE Document [<!ENTITY name SYSTEM "{secret.as_uri()}">]><Document>', 1)
    path = tmp_path / "list.xml"
    path.write_text(text, encoding="latin-1")
    workbook, _ = open_workbook(path)
    if workbook is not None:
        lists, _ = read_list(workbook)
        assert not any(treaty_list.actions for treaty_list in lists)


def test_an_unmonitored_treaty_is_one_sentence(tmp_path):
    text = untc([("Kenya", "", "18 Oct 2000 a")], chapter="IV", number="5", title="Optional Protocol")
    lists, told = read(tmp_path, text)
    assert lists == ()
    assert [(finding.code, finding.facts["found"]) for finding in told] == [
        ("list.unknown_treaty", "IV-5 Optional Protocol")
    ]


def test_an_unmonitored_treaty_is_read_when_a_person_says_which(tmp_path):
    text = untc([("Kenya", "", "18 Oct 2000 a")], chapter="IV", number="5", title="Optional Protocol")
    (found,), told = read(tmp_path, text, treaty="UNTC:IV-5")
    assert (found.treaty, len(found.actions)) == ("UNTC:IV-5", 1)
    assert "list.treaty_taken_as" in {finding.code for finding in told}


def test_a_list_of_another_treaty_than_the_one_said_is_refused(tmp_path):
    lists, told = read(tmp_path, untc([("Kenya", "", "18 Oct 2000 a")]), treaty="UNTC:VI-19")
    assert lists == ()
    assert [(finding.code, finding.severity) for finding in told] == [("list.treaty_differs", Severity.BLOCKER)]


@pytest.mark.parametrize(
    ("written", "code", "severity"),
    [
        ("Atlantis", "list.name_unknown", Severity.ERROR),
        ("Isle of Man", "list.name_no_participant", Severity.WARNING),
    ],
)
def test_a_name_that_leads_to_no_participant_is_told_with_its_row(tmp_path, written, code, severity):
    rows = [("Kenya", "", "18 Oct 2000 a"), (written, "", "18 Oct 2000 a")]
    (found,), told = read(tmp_path, untc(rows))
    assert acts(found) == [("KEN", "accession", "2000-10-18")]
    assert [(f.severity, f.place.cell, f.facts["found"]) for f in told if f.code == code] == [
        (severity, "row 2", written)
    ]


def test_names_of_the_past_lead_to_the_state_of_today(tmp_path):
    rows = [("Swaziland", "", "18 Oct 1995 a"), ("The former Yugoslav Republic of Macedonia", "", "13 Oct 1993 a")]
    (found,), _ = read(tmp_path, untc(rows))
    assert [act.state for act in found.actions] == ["SWZ", "MKD"]


BOLIVIA = (
    "The Government of the Plurinational State of Bolivia originally deposited its instrument of accession to the"
    " Convention on 23 September 1976. On 29 June 2011, the Government notified the Secretary-General that it had"
    " decided to denounce the Convention. In accordance with article 46 (2), the denunciation took effect on"
    " 1 January 2012."
    " Following denunciation, the Plurinational State of Bolivia re-acceded to the Convention with a reservation."
)


def test_bolivia_left_and_came_back(tmp_path):
    mark = "&lt;superscript&gt;2&lt;/superscript&gt;"
    rows = [(f"Bolivia (Plurinational State of){mark}", "", "11 Jan 2013 a")]
    (found,), told = read(tmp_path, untc(rows, notes=note("2", BOLIVIA), number="18", totals="<Parties>1</Parties>"))
    told_of = {(act.action.value, act.day, act.effective) for act in found.actions}
    assert told_of == {
        ("accession", date(1976, 9, 23), None),
        ("withdrawal", date(2011, 6, 29), date(2012, 1, 1)),
        ("accession", date(2013, 1, 11), None),
    }
    assert {act.state for act in found.actions} == {"BOL"}
    assert codes(told) == {("list.withdrawal_in_note", "note 2")}


def test_a_withdrawal_without_its_effect_is_told_and_left_to_people(tmp_path):
    text = "On 23 October 1997, the Government of Jamaica notified the Secretary-General of its denunciation."
    rows = [("Jamaica", "", "[ 3 Oct 1975 ]"), ("Kenya", "", "18 Oct 2000 a")]
    (found,), told = read(tmp_path, untc(rows, notes=note("3", text)))
    assert ActionKind.WITHDRAWAL not in {act.action for act in found.actions}
    assert ("list.withdrawal_unclear", "note 3") in codes(told)


@pytest.mark.parametrize(
    "text",
    [
        "In a notification received on 6 May 1994, the Government of Bulgaria notified the Secretary-General that it"
        " had decided to withdraw the reservations made upon ratification with respect to article 48 (2).",
        "In the instrument of ratification, the Government of Peru withdrew the reservation made on its behalf.",
        "The Government of Israel will, in so far as concerns the substance of the matter, adopt complete reciprocity.",
    ],
)
def test_withdrawing_a_reservation_is_not_leaving(tmp_path, text):
    (found,), told = read(tmp_path, untc([("Kenya", "", "18 Oct 2000 a")], notes=note("1", text)))
    assert len(found.actions) == 1
    assert not {finding.code for finding in told} & {"list.withdrawal_in_note", "list.withdrawal_unclear"}


DAYS = "30 March 1971 and 27 August 1973"


def test_states_of_the_past_stand_in_footnotes(tmp_path):
    notes = (
        note("6", f"The former Yugoslavia had signed and ratified the Convention on {DAYS}, respectively. See also.")
        + note("7", "Czechoslovakia had acceded to the Convention on 13October 1988, with reservations.")
        + note("8", "Signed on behalf of the Republic of China on 21 February 1971.")
        + note("9", "See note 1 under Germany regarding Berlin (West).")
    )
    (found,), told = read(tmp_path, untc([("Kenya", "", "18 Oct 2000 a")], notes=notes, totals="<Parties>1</Parties>"))
    assert acts(found)[1:] == [
        ("YUG", "signature", "1971-03-30"),
        ("YUG", "ratification", "1973-08-27"),
        ("CSK", "accession", "1988-10-13"),
    ]
    assert [(f.code, f.place.cell) for f in told if "past_state" in f.code] == [
        ("list.past_state_in_note", "note 6"),
        ("list.past_state_in_note", "note 7"),
        ("list.past_state_unclear", "note 8"),
    ]
    assert found.coverage is Coverage.COMPLETE


def test_a_known_disagreement_between_sources_is_told_whatever_the_list_says(tmp_path):
    rows = [("Algeria", "", "7 Apr 1965 a")]
    _, told = read(tmp_path, untc(rows, number="15", totals="<Parties>1</Parties>"))
    assert codes(told) == {("list.known_conflict", "row 1")}


@pytest.mark.parametrize(("given", "expected"), [(date(2018, 1, 15), date(2018, 1, 15)), (None, date(2000, 10, 18))])
def test_known_as_at_is_what_a_person_says_else_the_latest_day(tmp_path, given, expected):
    (found,), told = read(tmp_path, untc([("Kenya", "", "18 Oct 2000 a")]), as_at=given)
    assert found.known_as_at == expected
    assert ("list.as_at_from_latest_day" in {finding.code for finding in told}) is (given is None)


def test_protocols_have_a_letter(tmp_path):
    text = untc([("Kenya", "", "5 Jan 2005 a")], chapter="XVIII", number="12", sub="<Subnumsect>a</Subnumsect>")
    (found,), _ = read(tmp_path, text)
    assert found.treaty == "UNTC:XVIII-12-a"
