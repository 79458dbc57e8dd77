"""What the method says to the public is what the tables hold and the code cites."""

import re
from pathlib import Path

import pytest

from loaders import known
from report.sentences import ENOUGH, reported, too_few

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
RULES = {int(number) for number in re.findall(r"^\*\*(\d+)\. ", PAGE, re.MULTILINE)}


def rule(number: int) -> str:
    start = PAGE.index(f"**{number}. ")
    return PAGE[start : PAGE.find("\n**", start + 1)]


def test_rules_are_numbered_without_a_gap():
    assert sorted(RULES) == list(range(1, max(RULES) + 1))


def test_every_constant_is_printed_with_its_value():
    assert known.constants() == {"answered_threshold": 0.5, "least_replies": 5}
    assert "0.5" in rule(10)
    assert "from 5 answers on" in " ".join(rule(13).split())


def test_reports_speak_of_states_together_from_the_printed_number_on():
    assert known.constants()["least_replies"] == ENOUGH
    assert too_few(0).startswith("No ")
    for given in range(1, 12):
        said = reported(given, given, "reported it")
        assert ("reported it" in said) == (given >= 5)


@pytest.mark.parametrize(("scheme", "number"), [("adherence", 6), ("reported", 12)])
def test_the_ends_of_every_band_are_printed(scheme, number):
    rows = known.levels()[known.levels()["scheme"] == scheme]
    for end in {*rows["from"], *rows["to"]} - {0.0}:
        assert f"{end:g}" in rule(number)


def test_the_scale_is_printed():
    for row in known.scale().dropna(subset="score").itertuples():
        assert f"*{row.value.replace('_', ' ')}* ({row.score:g})" in rule(7)


def test_every_kind_of_missing_is_printed_with_its_codes_and_no_two_are_alike():
    rows = known.missing()
    for row in rows.itertuples():
        assert f"| {row.mark} | {row.obs_status} | {row.conf_status} |" in rule(11)
    assert not rows.duplicated(["obs_status", "conf_status"]).any()
    assert not rows["mark"].duplicated().any()


def test_rules_that_the_code_cites_are_there():
    for path in sorted((ROOT / "compliance").glob("*.py")):
        for first, last in re.findall(r"rules? (\d+)(?:(?: to |-)(\d+))?", path.read_text(encoding="utf-8")):
            assert {int(first), int(last or first)} <= RULES, path.name


def test_numbers_of_lists_are_those_of_the_table():
    coverage = [row["coverage"] for row in known.rows("treaty_coverage.csv")]
    words = {5: "five", 9: "Nine"}
    assert (
        f"{words[coverage.count('none')]}\ntreaties have no list and {words[coverage.count('partial')]} a list in part"
        in PAGE
    )
