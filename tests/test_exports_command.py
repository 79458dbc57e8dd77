"""The command line out: what it prints and writes, and the sentence it says when something is not there."""

import csv
import json

import pytest
from openpyxl import load_workbook

from exports import __main__ as command
from exports.__main__ import main
from exports.picture import NO_CHROME, PictureError
from founding import founded_store
from language import day_text
from model import PUBLIC

DAY = ("--as-at", "2026-03-31")


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    """The store as every first start has it, shared by the commands of this file."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'monitor.sqlite'}"
    founded_store(url).close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MONITOR_STORE", url)
        yield url


def test_parties_to_a_treaty_on_a_day(capsys):
    assert main(["parties", "--treaty", "UNTC:VI-19", "--as-at", "2005-03-08", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["treaty", "as_at", "known_as_at", "parties", "member_states", "signatories", "states"]
    assert (told["treaty"], told["as_at"], told["known_as_at"]) == ("UNTC:VI-19", "2005-03-08", "2014-07-10")
    assert told["parties"] == len(told["states"]) == len(set(told["states"]))
    assert told["member_states"] < told["parties"]
    assert told["states"] == sorted(told["states"])
    assert "KEN" in told["states"]


def test_no_party_before_the_first_act(capsys):
    assert main(["parties", "--treaty", "UNTC:VI-19", "--as-at", "1988-12-19", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parties"] == 0


def test_a_treaty_of_which_no_list_is_held_says_so(capsys):
    assert main(["parties", "--treaty", "IMO:SUA-2005", *DAY, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["known_as_at"] is None


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["parties", "--treaty", "VI-19"], "There is no treaty VI-19. There are: UNTC:VI-15, "),
        (["figure", "pie", "-o", "x.png"], "There is no figure pie. There are: articles-adherence, "),
        (["figure", "article-world", "-o", "x.png"], "article-world is about one provision: name it with --provision."),
        (["figure", "treaty-world", "-o", "x.png"], "treaty-world is about one treaty: name it with --treaty."),
        (["figure", "response", "-o", "x.gif"], "The file's name says what is wanted: one of .png, .svg, .pdf."),
        (
            ["figure", "response", "--group", "Mars", "-o", "x.png"],
            "There is no group Mars. There are: regional:African",
        ),
        (["figure", "response", "--cycle", "1999", "-o", "x.png"], "There is no cycle 1999. There are: 2026."),
        (["table", "coverage", "-o", "x.doc"], "The file's name says what is wanted: one of .csv, .xlsx."),
        (["questionnaire", "--state", "XKX", "-o", "x.xlsx"], "There is no State XKX. There are: AFG, "),
        (["table", "coverage", "-o", "/nowhere/at/all/x.csv"], "There is no folder /nowhere/at/all."),
    ],
)
def test_wrong_usage_is_answered_with_a_sentence_and_what_there_is(asked, sentence, capsys):
    assert main(asked) == 2
    assert capsys.readouterr().err.startswith(sentence)


@pytest.mark.parametrize("asked", [[], ["figure"], ["parties", "--treaty", "UNTC:VI-19", "--as-at", "yesterday"]])
def test_words_that_are_no_command_end_with_two(asked, capsys):
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_blank_return_is_filled_with_what_is_known(tmp_path):
    file = tmp_path / "kenya.xlsx"
    asked = ["questionnaire", "--state", "KEN", "--language", "en", "--cycle", "2026", *DAY, "-o", str(file)]
    assert main(asked) == 0
    book = load_workbook(file)
    assert book.properties.subject == "IMR|2026|2026|KEN|en"
    known = [str(row[3].value) for row in book["A Treaties"].iter_rows() if row[0].value == "a_untc_vi_19"]
    assert known[0].startswith("Party since 19 October 1992 (accession)")


def test_the_form_is_written_for_odk(tmp_path):
    file = tmp_path / "form.xlsx"
    assert main(["xlsform", *DAY, "-o", str(file)]) == 0
    assert load_workbook(file).sheetnames == ["survey", "choices", "settings"]


def test_a_table_and_the_table_behind_a_figure(tmp_path):
    for name in ("coverage", "articles-adherence"):
        file = tmp_path / f"{name}.csv"
        assert main(["table", name, *DAY, "-o", str(file)]) == 0
        assert len(list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))) > 10


def test_a_group_may_be_named_by_its_name_alone(tmp_path):
    files = [tmp_path / "short.csv", tmp_path / "long.csv"]
    for file, group in zip(files, ("African States", "regional:African States"), strict=True):
        assert main(["table", "articles-adherence", "--group", group, *DAY, "-o", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert ",54" in files[0].read_text(encoding="utf-8-sig")


def test_without_chrome_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    def none(figure, kind):
        raise PictureError(NO_CHROME)

    monkeypatch.setattr(command, "picture", none)
    assert main(["figure", "articles-adherence", *DAY, "-o", str(tmp_path / "x.png")]) == 1
    assert capsys.readouterr().err.strip() == NO_CHROME


@pytest.mark.picture
def test_the_command_and_the_page_draw_the_same_picture(tmp_path, store):
    from datetime import date

    from desk import figures
    from desk.reading import read
    from exports.picture import picture
    from founding import LOCAL
    from model import Choices

    file = tmp_path / "world.png"
    assert main(["figure", "article-world", "--provision", "D.5", *DAY, "-o", str(file)]) == 0
    held = founded_store(store)
    choice = Choices(as_at=date(2026, 3, 31), cycle="2026", provision="D.5")
    drawn = figures.draw("article-world", read(held, LOCAL, held.revision(LOCAL)), choice, "paper")
    assert file.read_bytes() == picture(drawn.figure, "png")


def test_what_reaches_back_before_the_first_list_is_told_with_the_first_day(tmp_path, capsys, store):
    first = founded_store(store).first_list_learned(PUBLIC)
    for asked in (["table", "coverage", "-o", str(tmp_path / "x.csv")], ["data", "-o", str(tmp_path / "data")]):
        assert main([*asked, *DAY, "--known-on", "2020-01-01"]) == 0
        assert f"the first lists were taken in on {day_text(first)}" in capsys.readouterr().err
        assert main([*asked, *DAY, "--known-on", first.isoformat()]) == 0
        assert "the first lists" not in capsys.readouterr().err


def test_a_data_set_of_a_past_day_holds_what_was_known_then_and_says_so(tmp_path):
    assert main(["data", *DAY, "--known-on", "2020-01-01", "-o", str(tmp_path)]) == 0
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert "as at 31 March 2026, as known on 1 January 2020, data revision" in package["citation"]
    assert (tmp_path / "data" / "treaty_actions.csv").read_text(encoding="utf-8").count("\n") == 1


def test_the_data_set_is_for_the_public_unless_asked_otherwise(tmp_path):
    assert main(["data", *DAY, "-o", str(tmp_path)]) == 0
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert "not for publication" not in package["description"]
    actions = (tmp_path / "data" / "treaty_actions.csv").read_text(encoding="utf-8").count("\n")
    assert actions > 5_700
