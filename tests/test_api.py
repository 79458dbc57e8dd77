"""The data interface: who is given what, pages that add up, tags, downloads' names, sentences for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from founding import founded_store
from language import day_text
from loaders import known
from model import PUBLIC, Actor, Role
from serving.api_resources import Resource, resources, treaty_word
from tests.asking import Asker
from tests.stored import ADMINISTRATOR, ANALYST, KENYA, KENYA_HELPER, PERU, file, sent
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-01"
SECRET = "comment on d5_2"

EVERY = [each.path.replace("{treaty}", "UNTC:VI-19") for each in resources()]
WHO = {
    "public": PUBLIC,
    "other State": PERU,
    "contributor": KENYA_HELPER,
    "focal point": KENYA,
    "analyst": ANALYST,
    "administrator": ADMINISTRATOR,
}


@pytest.fixture(scope="module")
def asker(facts_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """The real facts, and two returns: Kenya's, with an answer in confidence and part C withheld; Peru's, public."""
    path = tmp_path_factory.mktemp("api") / "store.sqlite"
    path.write_bytes(facts_file.read_bytes())
    store = founded_store(f"sqlite:///{path}")
    received = datetime(2026, 2, 1, 9)
    kenya = sent("d5_1 fully | d5_2 partly secret | c8_law no", consent="AB")
    store.add_return(ADMINISTRATOR, kenya, file("kenya"), received=received)
    store.add_return(ADMINISTRATOR, sent("d5_1 no", state="PER"), file("peru"), received=received)
    yield Asker(store)
    store.close()


@pytest.fixture(autouse=True)
def nobody_in_particular(asker: Asker) -> None:
    asker.actor = PUBLIC


def answers_of_kenya(asker: Asker, actor: Actor) -> dict[str, tuple[str, str]]:
    """By question: the value and why there is none, as that person is given them."""
    asker.actor = actor
    rows = asker.ask(f"/answers?state=KEN&as_at={DAY}&per_page=1000").json()["rows"]
    return {row["question"]: (row["value"], row["missing"]) for row in rows}


@pytest.mark.parametrize("who", ["public", "other State"])
def test_what_was_confided_is_not_given_to_others(asker: Asker, who: str) -> None:
    answers = answers_of_kenya(asker, WHO[who])
    assert answers["d5_1"] == ("fully", "")
    assert answers["d5_2"] == ("", "confidential")
    assert answers["c8_law"] == ("", "confidential")


@pytest.mark.parametrize("who", ["contributor", "focal point", "analyst", "administrator"])
def test_what_was_confided_is_given_to_the_state_and_the_secretariat(asker: Asker, who: str) -> None:
    answers = answers_of_kenya(asker, WHO[who])
    assert answers["d5_2"] == ("partly", "")
    assert answers["c8_law"] == ("no", "")


@pytest.mark.parametrize("who", ["public", "other State"])
@pytest.mark.parametrize("kind", ["json", "csv"])
@pytest.mark.parametrize("path", EVERY)
def test_nothing_given_to_others_has_a_word_of_it(asker: Asker, path: str, kind: str, who: str) -> None:
    asker.actor = WHO[who]
    size = "&per_page=1000" if kind == "json" else ""
    given = asker.ask(f"{path}?format={kind}{size}")
    assert given.status_code == 200
    assert SECRET not in given.text
    assert "on c8_law" not in given.text


def test_the_figures_of_others_rest_on_what_they_may_read(asker: Asker) -> None:
    scored = {}
    for who in ("public", "analyst"):
        asker.actor = WHO[who]
        (row,) = asker.ask(f"/reported?state=KEN&provision=D.5&as_at={DAY}").json()["rows"]
        scored[who] = row["scored"]
    assert scored["public"] < scored["analyst"]


def test_what_is_not_for_publication_says_so(asker: Asker) -> None:
    mark = "Holds answers for the Secretariat only: not for publication."
    for who, marks in (("public", []), ("other State", []), ("focal point", [mark]), ("analyst", [mark])):
        asker.actor = WHO[who]
        assert asker.ask(f"/answers?as_at={DAY}").json()["marks"] == marks
        assert asker.ask("/states").json()["marks"] == []


def test_a_look_at_what_was_confided_is_on_the_record(asker: Asker) -> None:
    def looks() -> int:
        return int((asker.store.views(KENYA, "KEN")["actor"] == "another@un.example").sum())

    asker.actor = ANALYST
    asker.ask("/")
    asker.actor = Actor(Role.ANALYST, "another@un.example")
    asker.ask(f"/answers?state=PER&as_at={DAY}")
    assert looks() == 0
    asker.ask(f"/answers?state=KEN&as_at={DAY}&question=d5_2")
    assert looks() == 1


def test_tags_of_different_sights_differ(asker: Asker) -> None:
    tags = set()
    for actor in (PUBLIC, PERU, KENYA, ANALYST):
        asker.actor = actor
        tags.add(asker.ask(f"/answers?as_at={DAY}").headers["etag"])
    assert len(tags) == 4


@pytest.mark.parametrize("path", [*EVERY, "/", "/openapi.json"])
def test_what_is_known_already_is_not_sent_again(asker: Asker, path: str) -> None:
    first = asker.ask(path)
    again = asker.ask(path, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert asker.ask(path, if_none_match='W/"another"').status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    assert "access-control-allow-origin" not in first.headers


def test_a_tag_changes_with_the_question_and_with_the_data(asker: Asker, tmp_path: Path) -> None:
    tags = [
        asker.ask(path).headers["etag"]
        for path in ("/states", "/states?page=2", "/states?format=csv", "/groups", "/adherence?as_at=2020-01-01")
    ]
    assert len(set(tags)) == len(tags)
    store = founded_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other = Asker(store)
    before = other.ask(f"/responses?as_at={DAY}").headers["etag"]
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), received=datetime(2026, 2, 1))
    assert other.ask(f"/responses?as_at={DAY}", if_none_match=before).status_code == 200
    store.close()


@pytest.mark.parametrize("path", ["/states", "/adherence?provision=D.5", f"/answers?as_at={DAY}"])
@pytest.mark.parametrize("size", [37, 1000])
def test_pages_add_up_to_the_whole(asker: Asker, path: str, size: int) -> None:
    joint = "&" if "?" in path else "?"
    page = asker.ask(f"{path}{joint}per_page={size}")
    rows = page.json()["rows"]
    while following := re.search(r'<([^>]+)>; rel="next"', page.headers["link"]):
        page = asker.ask(following[1])
        rows += page.json()["rows"]
    assert len(rows) == page.json()["total"] == int(page.headers["x-total-count"])
    whole = list(csv.DictReader(io.StringIO(asker.ask(f"{path}{joint}format=csv").text)))
    first = next(iter(whole[0]))
    assert [row[first] for row in rows] == [row[first] for row in whole]
    assert len({json.dumps(row) for row in rows}) == len(rows)


def test_a_csv_is_whole_unless_a_page_of_it_is_asked(asker: Asker) -> None:
    assert asker.ask("/states?format=csv").text.count("\n") == 1 + len(known.states())
    assert asker.ask("/states?format=csv&per_page=10&page=2").text.count("\n") == 11


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("application/json;q=0.2, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("text/csv;q=much", "application/json"),
    ],
)
def test_the_accept_header_decides_where_the_address_does_not(asker: Asker, accept: str, kind: str) -> None:
    assert asker.ask("/provisions", accept=accept).headers["content-type"] == kind
    assert asker.ask("/provisions?format=json", accept=accept).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/parties/UNTC:VI-19?as_at=2026-03-31&format=csv", "parties-1988-convention-2026-03-31.csv"),
        (
            "/parties/UNTC:VI-19?as_at=2026-03-31&format=csv&per_page=50",
            "parties-1988-convention-page-1-2026-03-31.csv",
        ),
        (
            "/adherence?as_at=2026-03-31&provision=D.5&group=regional:African States&basis=text&format=csv",
            "adherence-D.5-african-states-text-2026-03-31.csv",
        ),
        ("/reported?as_at=2026-03-31&provision=C.3&format=csv", "reported-2026-C.3-2026-03-31.csv"),
        ("/answers?as_at=2026-03-31&state=KEN", "answers-2026-KEN-page-1-2026-03-31.json"),
    ],
)
def test_a_download_says_what_it_is(asker: Asker, path: str, name: str) -> None:
    assert f'filename="{name}"' in asker.ask(path).headers["content-disposition"]


def test_every_treaty_has_a_name_for_files_of_its_own() -> None:
    words = [treaty_word(code) for code in known.treaties()]
    assert len(set(words)) == len(words)
    assert all(re.fullmatch("[a-z0-9-]+", each) for each in words)


@pytest.mark.parametrize("path", EVERY)
def test_every_answer_says_as_at_which_day_and_from_where(asker: Asker, path: str) -> None:
    told = asker.ask(f"{path}?as_at={DAY}" if "as_at" in _parameters(path) else path).json()
    assert told["as_at"] == (DAY if "as_at" in _parameters(path) else datetime.now(UTC).date().isoformat())
    assert re.fullmatch("[0-9a-f]{10}", told["revision"])
    assert told["revision"] in told["citation"]
    assert told["source"]
    rows = list(csv.DictReader(io.StringIO(asker.ask(f"{path}?format=csv").text)))
    assert all(row["revision"] == told["revision"] and row["as_at"] and "source" in row for row in rows)


def _parameters(path: str) -> tuple[str, ...]:
    (found,) = (each for each in resources() if each.name == path.split("/")[1])
    return found.parameters


def test_figures_travel_with_their_n(asker: Asker) -> None:
    parties = asker.ask("/parties/UNTC:VI-19?as_at=2026-03-31&per_page=1000").json()
    assert parties["of"] == {"n": 193, "whom": "Member States"}
    assert parties["counts"]["parties"] == len(parties["rows"]) == 190
    assert parties["counts"]["member_states"] == sum(row["member"] for row in parties["rows"]) == 186
    assert parties["notes"][0] == "Party: 186 of 193 Member States (96 per cent), as at 31 March 2026."
    adherence = asker.ask(f"/adherence?group=regional:African States&as_at={DAY}").json()
    assert adherence["of"] == {"n": 54, "whom": "African States"}
    assert len({row["state"] for row in asker.ask("/adherence?provision=D.6&per_page=1000").json()["rows"]}) == 193
    assert asker.ask(f"/responses?as_at={DAY}").json()["notes"] == [
        "Returns received: 2 of 193 Member States (1 per cent), as at 1 November 2026."
    ]


def test_a_list_held_in_part_gives_no_number(asker: Asker) -> None:
    held = {row["treaty"]: row["coverage"] for row in asker.ask("/lists").json()["rows"]}
    partial = next(treaty for treaty, coverage in held.items() if coverage == "partial")
    told = asker.ask(f"/parties/{partial}").json()
    assert told["counts"]["parties"] is None
    assert "no number can be given" in told["notes"][0]


def test_the_day_is_the_one_asked_about(asker: Asker) -> None:
    before, after = (asker.ask(f"/parties/UNTC:XVIII-14?as_at={day}").json() for day in ("2003-12-08", "2010-01-01"))
    assert before["counts"]["parties"] == 0
    assert after["counts"]["parties"] > 100
    assert all(row["since"] <= "2010-01-01" for row in after["rows"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/adherence?as_at=tomorrow", "as_at must be a day such as 2026-03-31, not “tomorrow”."),
        ("/adherence?as_at=2026-02-30", "not “2026-02-30”"),
        ("/adherence?as_at=20260331", "must be a day"),
        ("/adherence?known_on=yesterday", "known_on must be a day such as 2026-03-31, not “yesterday”."),
        ("/parties/UNTC:VI-19?known_on=2026-02-30", "not “2026-02-30”"),
        ("/states?known_on=2026-03-31", "There is no parameter “known_on” here."),
        ("/adherence?basis=some", "basis cannot be “some”: there are “all”, “text”."),
        ("/adherence?provision=D.12", "provision cannot be “D.12”"),
        ("/adherence?group=Nobody", "group cannot be “Nobody”"),
        ("/states?page=0", "page must be a whole number from 1, not “0”."),
        ("/states?per_page=1001", "per_page must be a whole number from 1 to 1000, not “1001”."),
        ("/states?per_page=٣", "per_page must be a whole number"),
        ("/states?format=xml", "format cannot be “xml”"),
        ("/states?asat=2026-01-01", "There is no parameter “asat” here."),
        ("/states?page=1&page=2", "page is given twice; give it once."),
        ("/?x=1", "There is no parameter “x” here. There are none."),
    ],
)
def test_a_wrong_question_is_told_in_a_sentence(asker: Asker, path: str, words: str) -> None:
    told = asker.ask(path)
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    assert words in told.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/parties/UNTC:VI-99",
        "/parties/UNTC:VI-19/more",
        "/states?page=99",
        "/reported?cycle=1999",
        "/reported?as_at=1999-01-01",
        "/adherence?as_at=2999-01-01",
        "/adherence?known_on=2999-01-01",
        "/answers?question=d99",
        "/codes?list=none",
        "/nothing",
        "/parties/UNTC%0AVI-19",
        "/api/v2/states",
    ],
)
def test_what_there_is_not_is_said_to_be_not_there(asker: Asker, path: str) -> None:
    told = asker.ask(path)
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
    assert told.json()["detail"].endswith(".")


def test_a_day_that_has_begun_somewhere_may_be_asked_for(asker: Asker) -> None:
    begun = (datetime.now(UTC) + timedelta(hours=13, minutes=50)).date()
    assert asker.ask(f"/adherence?as_at={begun}").status_code == 200
    assert asker.ask(f"/adherence?as_at={begun + timedelta(days=2)}").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/states", "/package", "/", "/openapi.json"])
def test_nothing_can_be_written(asker: Asker, path: str, method: str) -> None:
    told = asker.ask(path, method)
    assert told.status_code == 405
    assert "GET" in told.headers["allow"]
    assert told.json()["detail"] == "This interface only gives: use GET."


def test_what_fails_is_told_without_a_traceback(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(asker.store), "revision", lambda store, actor: 1 / 0)
    told = asker.ask("/states")
    assert (told.status_code, told.headers["content-type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in told.text
    assert told.json()["detail"].endswith("in its log.")


def test_the_package_is_the_data_set_as_far_as_one_may_read(asker: Asker) -> None:
    held = {}
    for who in ("public", "analyst"):
        asker.actor = WHO[who]
        told = asker.ask(f"/package?as_at={DAY}")
        assert told.headers["content-disposition"] == f'attachment; filename="implementation-monitor-{DAY}.zip"'
        with zipfile.ZipFile(io.BytesIO(told.content)) as whole:
            held[who] = whole.read("data/answers.csv").decode()
            assert "datapackage.json" in whole.namelist()
        assert asker.ask(f"/package?as_at={DAY}", if_none_match=told.headers["etag"]).status_code == 304
    assert SECRET not in held["public"]
    assert SECRET in held["analyst"]
    taken = asker.store.events(ADMINISTRATOR, who=[ANALYST.subject])
    assert taken["act"].tolist().count("export") == 1
    assert asker.ask("/package?format=csv").status_code == 400


def test_an_answer_as_known_on_a_past_day(tmp_path: Path) -> None:
    store = founded_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), received=datetime(2026, 2, 1))
    store.add_return(ADMINISTRATOR, sent("d5_1 no", state="PER"), file("two"), received=datetime(2026, 3, 1))
    asker = Asker(store)
    asked = "/responses?as_at=2026-06-30&known_on=2026-02-15"
    told = asker.ask(asked).json()
    assert told["notes"][1] == "Returns received: 1 of 193 Member States (1 per cent), as at 30 June 2026."
    assert (told["as_at"], told["known_on"]) == ("2026-06-30", "2026-02-15")
    assert "as known on 15 February 2026" in told["citation"]
    assert asker.ask("/responses?as_at=2026-06-30").json()["known_on"] is None
    rows = csv.DictReader(io.StringIO(asker.ask(f"{asked}&format=csv").text))
    assert {row["known_on"] for row in rows} == {"2026-02-15"}
    store.add_return(ADMINISTRATOR, sent("d5_1 no", state="FRA"), file("three"), received=datetime(2026, 4, 1))
    assert asker.ask(asked).json() == told
    store.close()


def test_before_the_first_list_an_answer_says_since_when_there_are_lists(asker: Asker) -> None:
    first = asker.store.first_list_learned(PUBLIC)
    assert first is not None
    before = asker.ask("/parties/UNTC:VI-19?as_at=2026-03-31&known_on=2020-01-01").json()
    assert before["rows"] == []
    assert before["counts"]["parties"] is None
    assert "No list of participants was held here on 1 January 2020" in before["notes"][0]
    assert day_text(first) in before["notes"][0]
    after = asker.ask(f"/parties/UNTC:VI-19?as_at=2026-03-31&known_on={first}").json()
    assert after["counts"]["parties"] == 190
    lists = asker.ask("/lists?known_on=2020-01-01").json()["rows"]
    assert {row["coverage"] for row in lists} == {"none"}


@pytest.mark.parametrize("each", resources(), ids=lambda each: each.name)
def test_what_takes_a_day_takes_the_day_whose_knowledge_is_used(each: Resource) -> None:
    assert "as_at" not in each.parameters or "known_on" in each.parameters


def test_the_day_whose_knowledge_is_used_is_part_of_tag_and_name(asker: Asker) -> None:
    days = ("", "&known_on=2020-01-01", "&known_on=2020-01-02")
    for path in ("/adherence?as_at=2026-03-31", "/package?as_at=2026-03-31"):
        assert len({asker.ask(path + day).headers["etag"] for day in days}) == 3
        name = asker.ask(path + days[1]).headers["content-disposition"]
        assert "known-on-2020-01-01" in name
        assert "2026-03-31." in name


def test_a_demonstration_is_marked_in_every_answer(demonstration_file: Path) -> None:
    store = founded_store(f"sqlite:///{demonstration_file}")
    asker = Asker(store)
    mark = "Demonstration data – invented."
    for path in ("/", *EVERY):
        assert mark in asker.ask(path).json()["marks"]
    for row in csv.DictReader(io.StringIO(asker.ask("/adherence?provision=D.5&format=csv").text)):
        assert mark in row["mark"]
    store.close()


GIVE = """
import sys
from founding import founded_store
from tests.asking import Asker
asker = Asker(founded_store(sys.argv[1]))
for path in sys.argv[2:]:
    sys.stdout.buffer.write(asker.ask(path).content)
"""


def test_the_same_bytes_in_another_time_zone_and_locale(demonstration_file: Path) -> None:
    paths = [
        "/parties/UNTC:VI-19?as_at=2026-03-31&format=csv",
        "/adherence?as_at=2026-03-31&format=csv",
        "/answers?as_at=2026-06-30&format=csv",
        "/reported?as_at=2026-06-30&per_page=1000",
    ]
    given = []
    for place in ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"}):
        environment = {**os.environ, **place, "PYTHONHASHSEED": str(len(given)), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", GIVE, f"sqlite:///{demonstration_file}", *paths]
        given.append(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert given[0] == given[1]
    assert b"AFG,Afghanistan" in given[0]
