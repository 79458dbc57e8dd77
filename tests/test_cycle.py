"""A cycle: what may be opened, who stands where, who is overdue, and what goes out to whom."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from desk.cycles import editions, objections, proposed
from desk.mailing import Mailing, focal_points, language_of, languages_of
from desk.reading import read
from desk.tracking import STAGES, by_group, by_state, narrowed, regional_groups, tracked
from founding import LOCAL, founded_store
from loaders import known
from loaders.opening import open_content
from loaders.questionnaire import questionnaire
from loaders.returns import read_return
from model import LANGUAGES, Cycle
from store.reviews import PROGRESS
from tests.stored import KENYA, answer, file, sent
from tests.stores import facts_file

__all__ = ["facts_file"]

CYCLE = Cycle("2026", "First cycle", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))
MEMBERS = ["FRA", "KEN", "MEX", "PER"]
AFTER, BEFORE = date(2026, 3, 1), date(2026, 2, 27)


def progress(rows: str) -> pd.DataFrame:
    """The store's progress from ``KEN accepted 2026-02-01 2026-02-20``."""
    found = [
        (state, stage, *(pd.Timestamp(day) for day in (*days, pd.NaT, pd.NaT)[:2]), len(days))
        for state, stage, *days in (row.split() for row in rows.split("|"))
    ]
    return pd.DataFrame(found, columns=list(PROGRESS)).astype({"first": "datetime64[us]", "last": "datetime64[us]"})


STANDING = progress("KEN accepted 2026-02-01 2026-02-20|FRA opened|PER submitted 2026-02-28 2026-02-28")


def test_every_member_state_stands_somewhere() -> None:
    table = tracked(STANDING, CYCLE, MEMBERS, AFTER)
    assert dict(zip(table["state"], table["stage"], strict=True)) == {
        "FRA": "in_preparation",
        "KEN": "accepted",
        "MEX": "not_opened",
        "PER": "received",
    }


def test_overdue_is_who_has_delivered_nothing_after_the_due_day() -> None:
    late = tracked(STANDING, CYCLE, MEMBERS, AFTER)
    assert list(late.loc[late["overdue"], "state"]) == ["FRA", "MEX"]
    assert not tracked(STANDING, CYCLE, MEMBERS, BEFORE)["overdue"].any()


def test_who_has_not_sent_one() -> None:
    table = tracked(STANDING, CYCLE, MEMBERS, AFTER)
    assert list(narrowed(table, "not_sent", MEMBERS)["state"]) == ["FRA", "MEX"]
    assert list(narrowed(table, "not_sent", ["KEN", "MEX"])["state"]) == ["MEX"]
    assert list(narrowed(table, "received", MEMBERS)["state"]) == ["PER"]
    assert len(narrowed(table, "all", MEMBERS)) == len(MEMBERS)


def test_each_group_adds_up_to_its_states() -> None:
    groups = regional_groups(MEMBERS, AFTER)
    table = by_group(tracked(STANDING, CYCLE, MEMBERS, AFTER), groups)
    assert (table[list(STAGES.values())].sum(axis=1) == table["States"]).all()
    africa = table.set_index("Group").loc["African States"]
    assert (africa["Accepted"], africa["First delivery"], africa["Last delivery"]) == (
        1,
        date(2026, 2, 1),
        date(2026, 2, 20),
    )


def test_states_stand_in_alphabetical_order_with_their_names() -> None:
    table = tracked(STANDING, CYCLE, MEMBERS, AFTER)
    shown = by_state(table, regional_groups(MEMBERS, AFTER))
    assert list(shown["State"]) == ["France", "Kenya", "Mexico", "Peru"]
    assert list(shown["Stands at"]) == ["In preparation, overdue", "Accepted", "Not opened, overdue", "Received"]


def test_nothing_received_is_answered() -> None:
    table = tracked(STANDING.iloc[:0], CYCLE, MEMBERS, BEFORE)
    assert set(table["stage"]) == {"not_opened"}
    assert by_group(table, {"all": MEMBERS})["First delivery"].isna().all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "20 28", "name": "Another"}, "short word"),
        ({"code": "../x", "name": "Another"}, "short word"),
        ({"name": " "}, "needs a name"),
        ({"due": date(2025, 12, 31)}, "opens before it is due"),
        ({"closes": date(2026, 2, 1)}, "opens before it is due"),
        ({"languages": ()}, "one language at least"),
        ({"edition": "2030"}, "cannot be changed"),
        ({"code": "2027"}, "has that name already"),
    ],
)
def test_a_cycle_that_cannot_be_opened_says_why(changed: dict[str, object], said: str) -> None:
    told = objections(replace(CYCLE, **changed), {"2026": CYCLE})
    assert len(told) == 1
    assert said in told[0]


def test_the_proposed_cycle_can_be_opened() -> None:
    held = {"2026": CYCLE}
    assert not objections(proposed(held, date(2026, 5, 1), editions()[0]), held)
    assert not objections(replace(CYCLE, due=date(2026, 3, 31)), held)


def test_every_member_state_has_a_language() -> None:
    assert set(known.return_languages().values()) <= set(LANGUAGES)
    assert {code for code, state in known.states().items() if state.kind == "member"} <= known.return_languages().keys()
    assert [known.return_languages()[code] for code in ("EGY", "CHN", "FRA", "RUS", "MEX", "KEN")] == [
        "ar", "zh", "fr", "ru", "es", "en",
    ]  # fmt: skip


def test_a_state_is_written_to_in_its_language_where_it_is_to_be_had() -> None:
    held = questionnaire("2026")
    french = replace(
        held,
        questions=tuple(replace(item, labels={**item.labels, "fr": item.labels["en"]}) for item in held.questions),
    )
    assert {"en", "fr"} <= set(languages_of(french))
    assert language_of("FRA", CYCLE, french) == "fr"
    assert language_of("FRA", replace(CYCLE, languages=("en",)), french) == "en"
    assert language_of("FRA", CYCLE, replace(held, questions=(replace(held.questions[0], labels={"en": "x"}),))) == "en"


def test_focal_points_come_before_contributors_and_nobody_whose_access_has_ended() -> None:
    rows = [
        ("helper@ken.example", "contributor", "KEN", pd.NaT),
        ("focal@ken.example", "focal_point", "KEN", pd.Timestamp("2026-03-01")),
        ("former@ken.example", "focal_point", "KEN", pd.Timestamp("2026-02-28")),
        ("analyst@un.example", "analyst", "", pd.NaT),
    ]
    access = pd.DataFrame(rows, columns=["subject", "role", "state", "until"])
    assert focal_points(access, AFTER) == {"KEN": ["focal@ken.example", "helper@ken.example"]}


def test_whoever_is_not_listed_by_an_address_is_written_to_at_the_one_of_the_last_sign_in() -> None:
    rows = [
        ("https://id.example|7", "focal_point", "KEN", pd.NaT),
        ("https://id.example|8", "contributor", "PER", pd.NaT),
    ]
    access = pd.DataFrame(rows, columns=["subject", "role", "state", "until"])
    assert focal_points(access, AFTER, {"https://id.example|7": "fay@ken.example"}) == {"KEN": ["fay@ken.example"]}


@pytest.fixture
def mailing(facts_file, tmp_path) -> Mailing:
    """The mailing of a second cycle to two States, one of which answered the first."""
    path = tmp_path / "store.sqlite"
    path.write_bytes(facts_file.read_bytes())
    store = founded_store(f"sqlite:///{path}")
    given = replace(sent(""), answers=(answer("d5_1 partly secret"),))
    store.add_return(LOCAL, given, file("first"), received=datetime(2026, 2, 1))
    second = Cycle("2028", "Second cycle", "2026", date(2028, 1, 3), date(2028, 2, 25), date(2028, 12, 31))
    store.add_cycle(LOCAL, second)
    made = Mailing(read(store, LOCAL, store.revision(LOCAL)), second, date(2027, 12, 20))
    made.__dict__["states"] = ["FRA", "KEN"]
    store.close()
    return made


def written(mailing: Mailing) -> tuple[bytes, list[int]]:
    held = io.BytesIO()
    done = list(mailing.write(held, {"KEN": ["focal@ken.example"]}))
    return held.getvalue(), done


def test_the_mailing_has_a_workbook_and_a_letter_for_each_state(mailing: Mailing) -> None:
    content, done = written(mailing)
    assert done == [1, 2]
    assert content == written(mailing)[0]
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        names = whole.namelist()
        register = list(csv.DictReader(io.StringIO(whole.read("register.csv").decode("utf-8-sig"))))
        books = {name: whole.read(name) for name in names if name.startswith("workbooks/")}
    assert len(names) == 5
    assert [row["workbook"] for row in register] == ["FRA-2028-return-en.xlsx", "KEN-2028-return-en.xlsx"]
    assert register[1]["focal_points"] == "focal@ken.example"
    for name, workbook in books.items():
        book, _ = open_content(name, workbook)
        back, _ = read_return(book, cycles=mailing.reading.cycles)
        assert back.state == name.removeprefix("workbooks/")[:3]
        assert back.cycle == "2028"
        answers = {item.question: item for item in back.answers}
        assert ("d5_1" in answers) == (back.state == KENYA.state)
        if back.state == KENYA.state:
            assert (answers["d5_1"].value, answers["d5_1"].visibility) == ("partly", "secretariat")


def test_everybody_is_written_to(mailing: Mailing) -> None:
    del mailing.__dict__["states"]
    assert len(mailing.states) == 193
    assert mailing.states[:3] == ["AFG", "ALB", "DZA"]


def test_observer_states_are_written_to_where_they_are_included(mailing: Mailing) -> None:
    both = Mailing(mailing.reading, mailing.cycle, mailing.day, observers=True)
    assert both.states == [*both.members, "VAT", "PSE"]
    assert len(both.members) == 193
    both.__dict__["states"] = ["KEN", "VAT", "PSE"]
    content, done = written(both)
    assert done == [1, 2, 3]
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        assert [name for name in whole.namelist() if "PSE" in name or "VAT" in name] == [
            "workbooks/VAT-2028-return-en.xlsx",
            "letters/VAT-2028-note-verbale-en.docx",
            "workbooks/PSE-2028-return-en.xlsx",
            "letters/PSE-2028-note-verbale-en.docx",
        ]
        book, _ = open_content("x.xlsx", whole.read("workbooks/VAT-2028-return-en.xlsx"))
        register = list(csv.DictReader(io.StringIO(whole.read("register.csv").decode("utf-8-sig"))))
    back, _ = read_return(book, cycles=mailing.reading.cycles)
    assert (back.state, back.cycle) == ("VAT", "2028")
    assert register[1]["formal_name"] == "the Holy See"


def test_the_first_mailing_of_all_has_no_earlier_answers(facts_file) -> None:
    store = founded_store(f"sqlite:///{facts_file}")
    reading = read(store, LOCAL, store.revision(LOCAL))
    store.close()
    made = Mailing(reading, reading.cycles["2026"], date(2026, 1, 5))
    assert made.issue("KEN").last == ()
    assert made.elsewhere > 0
