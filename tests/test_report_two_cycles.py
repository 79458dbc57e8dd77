"""Change since the last cycle, on a store with two cycles and invented returns in both."""

from datetime import date, datetime

import pytest

from desk.reading import read
from exports import __main__ as command
from exports.picture import NO_CHROME, PictureError, Renderer
from founding import LOCAL, founded_store
from language import listing
from model import PUBLIC, Cycle
from report import pictures
from report.blocks import Paragraph
from report.chapters.measures import _change
from report.compare import differences_between
from report.document import report
from report.matter import Matter, Request, named
from report.writing import without_notes
from tests.percentages import bare_percentages
from tests.stored import file, sent

DAY = date(2026, 3, 31)
EARLIER = Cycle("2024", "Trial reporting cycle 2024", "2026", date(2024, 1, 8), date(2024, 2, 28), date(2024, 12, 31))
ASKED = "d10_1 {0} | d10_2 {0} | d10_3 {0}"

THEN = {"KEN": "no", "PER": "partly", "FRA": "fully", "IND": "fully", "BRA": "partly", "EGY": "fully", "CHL": "no"}
NOW = {"KEN": "fully", "PER": "fully", "FRA": "partly", "IND": "fully", "BRA": "partly", "EGY": "fully", "NOR": "no"}
"""Chile replied in the earlier cycle alone and Norway in the later one: neither is compared."""


def held_with(folder, then, now):
    """A store with both cycles; the returns by State and answer, a day each."""
    store = founded_store(f"sqlite:///{folder / 'store.sqlite'}")
    store.add_cycle(LOCAL, EARLIER)
    for cycle, year, said in (("2024", 2024, then), ("2026", 2026, now)):
        for state, word in said.items():
            answers = sent(ASKED.format(word) if word else "", state, cycle=cycle)
            store.add_return(LOCAL, answers, file(f"{state} {cycle}"), received=datetime(year, 2, 10))
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return held_with(tmp_path_factory.mktemp("two"), THEN, NOW)


def reading_of(store, actor=PUBLIC):
    return read(store, actor, store.revision(actor))


def changed(folder, then, now, provision="D.10"):
    """What is said of change under one provision, its footnotes apart."""
    store = held_with(folder, then, now)
    (block,) = _change(Matter(reading_of(store), Request(DAY, 35, "2026")), provision)
    store.close()
    return without_notes(block.text)


STATES = ("KEN", "PER", "FRA", "IND", "BRA", "EGY")


def all_of(word, states=STATES):
    return dict.fromkeys(states, word)


def test_change_is_told_over_the_states_of_both_cycles_alone(tmp_path):
    said, notes = changed(tmp_path, THEN, NOW)
    assert said == (
        "As at 31 March 2026, three of the six States with a level in both cycles (50 per cent) had reported the same "
        "level under article 10 as in the trial reporting cycle 2024; two a higher one and one a lower one."
    )
    assert notes == "Kenya and Peru. France."
    assert "Chile" not in notes
    assert "Norway" not in notes


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (all_of("fully"), all_of("fully"), "all six States with a level in both cycles had reported the same level"),
        (all_of("no"), all_of("fully"), "none of the six States with a level in both cycles had reported the same"),
        (all_of("no"), all_of("fully"), "as in the trial reporting cycle 2024; six a higher one."),
        (
            all_of("fully"),
            all_of("fully") | {"KEN": "no"},
            "five of the six States with a level in both cycles (83",
        ),
        (all_of("fully"), all_of("fully") | {"KEN": "no"}, "as in the trial reporting cycle 2024; one a lower one."),
        (
            all_of("fully", STATES[:4]),
            all_of("fully"),
            "four States had a level under article 10 in this cycle and in the trial reporting cycle 2024, which is "
            "too few for a statement on change.",
        ),
        (all_of("fully", STATES[:1]), all_of("fully"), "As at 31 March 2026, one State had a level under article 10"),
        ({"CHL": "no"}, all_of("fully"), "no State had a level under article 10 in this cycle and in the trial"),
        ({"CHL": "no"}, all_of("fully"), "reporting cycle 2024, so that no change can be given."),
    ],
)
def test_none_one_some_and_all_have_their_own_words(tmp_path, then, now, said):
    assert said in changed(tmp_path, then, now)[0]


def test_a_state_that_left_the_questions_open_in_one_cycle_is_not_compared(tmp_path):
    said, _ = changed(tmp_path, all_of("fully") | {"KEN": "", "NOR": "no"}, all_of("fully") | {"NOR": "fully"})
    assert "five of the six States with a level in both cycles (83 per cent)" in said
    assert "one a higher one" in said


@pytest.fixture
def without_pictures(monkeypatch):
    def refuse(*_):
        raise PictureError(NO_CHROME)

    monkeypatch.setattr(pictures, "picture", refuse)
    monkeypatch.setattr(Renderer, "ready", lambda renderer: None)


def test_the_report_tells_change_and_since_which_cycle(store, without_pictures):
    made = report(reading_of(store), Request(DAY, 35, "2026"))
    texts = [block.text for block in made.blocks if isinstance(block, Paragraph)]
    assert any("is told since the trial reporting cycle 2024, and only over States" in said for said in texts)
    assert not any("this is the first reporting cycle" in said for said in texts)
    told = [said for said in texts if "level in both cycles" in said]
    assert any("under article 10 as in" in said for said in told)
    for said in told:
        assert not bare_percentages(without_notes(said)[0]), said
        assert said.startswith("As at 31 March 2026, ")


def test_the_report_of_the_first_cycle_has_no_change(store, without_pictures):
    made = report(reading_of(store), Request(DAY, 35, "2024"))
    texts = [block.text for block in made.blocks if isinstance(block, Paragraph)]
    assert any("this is the first reporting cycle" in said for said in texts)
    assert not any("in both cycles" in said for said in texts)


def test_two_days_in_two_cycles_are_compared_each_in_its_own(store):
    found = differences_between(reading_of(store), date(2024, 12, 31), DAY)
    whom = named(NOW)
    assert f"Seven Member States replied in the first reporting cycle 2026: {listing(whom)}." in found.sentences
    assert (
        "Under article 10 of the Declaration, of the six States with a level on both days, two reported a higher level "
        "and one reported a lower level."
    ) in found.sentences
    levels = found.table[
        (found.table["What"] == "Level reported") & (found.table["Treaty or provision"] == "Article 10")
    ]
    assert dict(zip(levels["State"], levels["Second day"], strict=True)).keys() == {"Kenya", "Peru", "France"}
    replies = found.table[found.table["What"] == "Reply"]
    assert set(replies["State"]) == set(whom)


def test_two_days_in_one_cycle_are_compared_in_it(store):
    found = differences_between(reading_of(store), date(2024, 1, 31), date(2024, 3, 31))
    assert any(
        said.startswith("Seven Member States replied in the trial reporting cycle 2024") for said in found.sentences
    )
    assert not any("level on both days" in said for said in found.sentences)
    again = differences_between(reading_of(store), date(2024, 12, 31), DAY, "2024")
    assert any("no reply was received in the trial reporting cycle 2024" in said for said in again.sentences)


def test_the_command_compares_two_cycles_in_words_and_a_table(tmp_path, capsys):
    held_with(tmp_path, THEN, NOW).close()
    url, file_ = f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "x.csv"
    asked = ["compare", "--store", url, "2024-12-31", "2026-03-31"]
    assert command.main(asked) == 0
    told = capsys.readouterr().out
    assert "two reported a higher level and one reported a lower level." in told
    assert command.main([*asked, "-o", str(file_)]) == 0
    lines = file_.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "What,State,Treaty or provision,First day,Second day,Since"
    assert any(line.startswith("Level reported,Kenya,Article 10,") for line in lines)
    assert command.main([*asked, "--cycle", "1999"]) == 2
