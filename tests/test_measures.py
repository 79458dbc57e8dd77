"""Reported measures: the mean, what was answered, the bounds, and why a figure is not given."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import plain_loop
from compliance.cube import Cube, cube
from compliance.measures import answers_behind, reported_level, reported_table
from loaders import known
from tests.register import METHOD
from tests.tables import table

WORDS = ["fully", "partly", "in_preparation", "no", "not_applicable"]
SCORES = {"fully": 1.0, "partly": 0.5, "in_preparation": 0.25, "no": 0.0, "not_applicable": None}


def questions(text: str) -> pd.DataFrame:
    """Scored questions from ``d9_1 D.9 1``: code, provision, weight."""
    return table(text, "question provision weight").assign(kind="scale", part="B", relevance="")


def figures(said: str, asked: str, **more: object) -> pd.DataFrame:
    """The figures of State KEN in cycle 2026 from ``d9_1 fully | d9_2 -``; ``-`` is left blank."""
    rows = table(said, "question value").assign(state="KEN", cycle="2026")
    found = reported_level(rows, questions(asked), METHOD, states=["KEN"], cycles=["2026"], **more)
    return found.set_index("provision")


def spoken(row: pd.Series) -> str:
    """A row of figures as a line, to be compared with one written by hand."""
    numbers = ["-" if pd.isna(row[name]) else f"{row[name]:g}" for name in ("score", "answered", "low", "high")]
    return " ".join([*numbers, row["level"]])


# By hand: provision | what was said, question by question, its weight in brackets | score answered low high level
BY_HAND = """
D.1   | fully fully                        | 1 1 1 1 full
D.2   | fully no                           | 0.5 1 0.5 0.5 part
D.3   | partly partly                      | 0.5 1 0.5 0.5 part
D.4   | fully partly                       | 0.75 1 0.75 0.75 large
D.5   | in_preparation in_preparation      | 0.25 1 0.25 0.25 early
D.6   | fully - fully                      | 1 0.666667 0.666667 1 full
D.7.a | no no no                           | 0 1 0 0 early
D.7.b | not_applicable fully               | 1 1 1 1 full
D.7.c | -                                  | - 0 0 1 blank
D.7.d | not_applicable                     | - - - - not_applicable
D.7   | partly                             | 0.3 0.833333 0.25 0.416667 part
D.8   | fully - - - - partly               | - 0.333333 0.25 0.916667 withheld
D.9   | fully no - not_applicable          | 0.5 0.666667 0.333333 0.666667 part
D.10  | fully(2) no(1) partly(1)           | 0.625 1 0.625 0.625 large
D.11  | fully -                            | 1 0.5 0.5 1 full
C.1   | fully                              | 1 1 1 1 full
C.2   | partly                             | 0.5 1 0.5 0.5 part
C.3   | in_preparation                     | 0.25 1 0.25 0.25 early
C.4   | no                                 | 0 1 0 0 early
C.5   | not_applicable                     | - - - - not_applicable
C.6   | -                                  | - 0 0 1 blank
C.7   | fully(0.5) no(1.5)                 | 0.25 1 0.25 0.25 early
C.8   | partly(3) -(1)                     | 0.5 0.75 0.375 0.625 part
C.9   | -(3) fully(1)                      | - 0.25 0.25 1 withheld
C.10  | fully in_preparation               | 0.625 1 0.625 0.625 large
C.11  | not_applicable -                   | - 0 0 1 blank
"""
# D.7 is its own question and those of its measures: partly; no, no, no; fully; one blank. Of 6 that apply 5 are
# answered, and 0.5 + 0 + 0 + 0 + 1 = 1.5: the mean is 1.5/5, the bounds are 1.5/6 and 2.5/6.


def test_every_provision_by_hand():
    lines = [[part.strip() for part in line.split("|")] for line in BY_HAND.strip().splitlines()]
    assert {line[0] for line in lines} == set(known.provisions())
    said, asked = [], []
    for provision, words, _ in lines:
        for number, word in enumerate(words.split()):
            value, _, weight = word.rstrip(")").partition("(")
            code = f"{provision.lower().replace('.', '')}_{number}"
            said.append(f"{code} {value}")
            asked.append(f"{code} {provision} {weight or 1}")
    found = figures(" | ".join(said), " | ".join(asked))
    for provision, _, expected in lines:
        assert spoken(found.loc[provision]) == expected, provision


NINE = "q1 D.9 1 | q2 D.9 1 | q3 D.9 1 | q4 D.9 1"


def test_what_is_not_answered_is_not_no():
    assert figures("q1 fully | q2 fully | q3 - | q4 -", NINE).at["D.9", "score"] == 1


def test_below_half_answered_the_figure_is_withheld_and_the_bounds_are_given():
    nine = figures("q1 fully | q2 - | q3 - | q4 -", NINE).loc["D.9"]
    assert pd.isna(nine["score"])
    assert bool(nine["withheld"])
    assert (nine["low"], nine["high"]) == (0.25, 1)


def test_half_answered_is_enough():
    assert not figures("q1 no | q2 no | q3 - | q4 -", NINE).at["D.9", "withheld"]


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("q1 - | q2 - | q3 - | q4 -", "blank"),
        ("q1 not_applicable | q2 not_applicable | q3 not_applicable | q4 not_applicable", "not_applicable"),
        ("q1 not_applicable | q2 - | q3 - | q4 -", "blank"),
        ("q1 fully | q2 - | q3 - | q4 -", "withheld"),
        ("q1 fully | q2 fully | q3 fully | q4 fully", "full"),
    ],
)
def test_kinds_of_missing_stay_apart(said, level):
    assert figures(said, NINE).at["D.9", "level"] == level


def test_no_return_and_not_asked_are_neither_blank_nor_no():
    returns = table("KEN 2026", "state cycle")
    rows = table("KEN 2026 q1 fully", "state cycle question value")
    found = reported_level(
        rows,
        questions("q1 D.9 1"),
        METHOD,
        states=["KEN", "UGA"],
        cycles=["2026"],
        returns=returns,
        provisions=["D.9", "D.1"],
    ).set_index(["state", "provision"])["level"]
    assert found.to_dict() == {
        ("KEN", "D.9"): "full",
        ("KEN", "D.1"): "not_asked",
        ("UGA", "D.9"): "no_return",
        ("UGA", "D.1"): "not_asked",
    }


def test_an_answer_kept_for_the_secretariat_is_confidential_where_its_word_is_not_shown():
    rows = table("KEN 2026 q1 - secretariat | UGA 2026 q1 fully secretariat", "state cycle question value visibility")
    found = reported_level(rows, questions("q1 D.9 1"), METHOD, states=["KEN", "UGA"], cycles=["2026"])
    assert found["level"].tolist() == ["confidential", "full"]
    assert found.loc[0, ["low", "high"]].tolist() == [0, 1]


def test_a_part_that_is_not_shown_is_confidential_and_not_blank():
    rows = table("KEN 2026 q2 fully", "state cycle question value")
    asked = questions("q1 D.9 1 | q2 C.1 1").assign(part=["B", "C"])
    returns = table("KEN 2026 C | UGA 2026 BC", "state cycle shown")
    found = reported_level(rows, asked, METHOD, states=["KEN", "UGA"], cycles=["2026"], returns=returns)
    levels = found.set_index(["state", "provision"])["level"].to_dict()
    assert levels["KEN", "D.9"] == "confidential"
    assert levels["KEN", "C.1"] == "full"
    assert levels["UGA", "D.9"] == "blank"


GATED = questions("a D.6 0 | d6_1 D.6 1 | d6_2 D.6 1").assign(
    kind=["one", "scale", "scale"], relevance=["", "selected(${a}, 'party')", ""]
)


@pytest.mark.parametrize(
    ("gate", "applicable", "answered"),
    [("not_party", 1, 1.0), ("party", 2, 0.5), ("-", 2, 0.5)],
    ids=["settled by an earlier answer", "asked and left blank", "the earlier answer is missing: nothing is settled"],
)
def test_a_question_is_set_aside_only_by_the_states_own_earlier_answer(gate, applicable, answered):
    rows = table(f"KEN 2026 a {gate} | KEN 2026 d6_2 fully", "state cycle question value")
    found = reported_level(rows, GATED, METHOD, states=["KEN"], cycles=["2026"]).iloc[0]
    assert (found["applicable"], found["answered"]) == (applicable, answered)


def test_an_answer_given_although_it_was_not_asked_for_is_kept():
    rows = table("KEN 2026 a not_party | KEN 2026 d6_1 no | KEN 2026 d6_2 fully", "state cycle question value")
    assert reported_level(rows, GATED, METHOD, states=["KEN"], cycles=["2026"]).at[0, "score"] == 0.5


def test_an_answer_is_read_under_its_own_edition():
    asked = pd.concat(
        [
            questions("q1 D.9 1 | q2 D.9 1").assign(edition="2026"),
            questions("q1 D.9 3 | q3 D.9 1").assign(edition="2028"),
        ]
    )
    rows = table(
        "KEN 2026 q1 fully | KEN 2026 q2 no | KEN 2028 q1 fully | KEN 2028 q3 no", "state cycle question value"
    )
    found = reported_level(rows, asked, METHOD, states=["KEN"], cycles={"2026": "2026", "2028": "2028"})
    assert found.set_index("cycle")["score"].to_dict() == {"2026": 0.5, "2028": 0.75}


def test_a_word_that_is_not_on_the_scale_is_refused():
    with pytest.raises(ValueError, match="'perhaps', said to q1, is not on the scale"):
        figures("q1 perhaps", NINE)


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(ValueError, match="two answers to one question: KEN, 2026, q1"):
        figures("q1 fully | q1 no", NINE)


def test_a_figure_shows_what_it_is_made_of():
    asked = questions("q1 D.7 1 | q2 D.7.a 2 | q3 D.7.a 1 | q4 D.70 1")
    rows = table("KEN 2026 q1 fully | KEN 2026 q2 partly", "state cycle question value")
    found = cube(rows, asked, METHOD, states=["KEN"], cycles=["2026"])
    behind = answers_behind(found, asked, METHOD, "KEN", "D.7", "2026")
    assert behind["question"].tolist() == ["q1", "q2", "q3"]
    assert behind["value"].tolist() == ["fully", "partly", "blank"]
    assert behind["weight"].tolist() == [1, 2, 1]


VALUES = st.sampled_from(["", *WORDS])
FIVE = questions("q0 D.9 1 | q1 D.9 2 | q2 D.9 0.5 | q3 D.7.a 1 | q4 D.7 0.3")


def said_by(states: dict[str, list[str]]) -> Cube:
    rows = [
        {"state": state, "cycle": "2026", "question": f"q{place}", "value": value}
        for state, words in states.items()
        for place, value in enumerate(words)
    ]
    return cube(pd.DataFrame(rows).astype("str"), FIVE, METHOD, states=list(states), cycles=["2026"])


@settings(max_examples=80, deadline=None)
@given(st.lists(VALUES, min_size=5, max_size=5), st.integers(0, 4))
def test_a_better_answer_never_lowers_a_figure(words, place):
    order = ["no", "in_preparation", "partly", "fully"]
    if words[place] not in order[:-1]:
        return
    better = [*words]
    better[place] = order[order.index(words[place]) + 1]
    found = said_by({"AAA": words, "BBB": better})
    for figure in (found.score, found.low, found.high):
        first, second = figure[0, 0], figure[1, 0]
        assert all(b >= a or (a != a and b != b) for a, b in zip(first, second, strict=True))


@settings(max_examples=80, deadline=None)
@given(st.lists(VALUES, min_size=5, max_size=5))
def test_the_figure_lies_between_its_bounds_which_meet_when_all_is_answered(words):
    found = reported_table(said_by({"AAA": words}))
    given_ones = found[found["score"].notna()]
    assert ((given_ones["low"] <= given_ones["score"]) & (given_ones["score"] <= given_ones["high"])).all()
    whole = found[found["answered"] == 1]
    assert (whole["low"] == whole["high"]).all()
    assert (whole["low"] == whole["score"]).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=5, max_size=5), st.integers(0, 4))
def test_answering_a_blank_narrows_the_bounds(words, place):
    if words[place]:
        return
    for word in WORDS[:-1]:
        found = said_by({"AAA": words, "BBB": [*words[:place], word, *words[place + 1 :]]})
        assert not (found.low[0, 0] > found.low[1, 0]).any()
        assert not (found.high[0, 0] < found.high[1, 0]).any()


STATES = ["AAA", "BBB", "CCC"]
CYCLES = ["2026", "2028"]
RULE = "selected(${a1}, 'party') or not(selected(${a2}, 'no') or selected(${q0}, 'no'))"
ASKED = [
    plain_loop.Asked("a1", "D.6", 0, ""),
    plain_loop.Asked("a2", "D.6", 0, "selected(${a1}, 'signatory')"),
    plain_loop.Asked("q0", "D.6", 1, ""),
    plain_loop.Asked("q1", "D.6", 2, RULE),
    plain_loop.Asked("q2", "D.7", 1, ""),
    plain_loop.Asked("q3", "D.7.a", 0.5, "not(selected(${a2}, 'no'))"),
    plain_loop.Asked("q4", "D.7.c", 1, ""),
]
GATES = {"a1": ["party", "signatory", ""], "a2": ["yes", "no", ""]}
RETURN = st.tuples(*(st.sampled_from(GATES.get(asked.question, ["", *WORDS])) for asked in ASKED))


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from(STATES), st.sampled_from(CYCLES)), RETURN), st.randoms())
def test_the_cube_says_what_a_plain_loop_says_in_any_order_of_rows(returns, chance):
    rows = [
        (state, cycle, asked.question, value)
        for (state, cycle), words in returns.items()
        for asked, value in zip(ASKED, words, strict=True)
    ]
    expected = plain_loop.figures(rows, ASKED, SCORES, STATES, CYCLES, METHOD.threshold)
    chance.shuffle(rows)
    frame = pd.DataFrame(rows, columns=["state", "cycle", "question", "value"]).astype("str")
    asked = pd.DataFrame(ASKED, columns=["question", "provision", "weight", "relevance"])
    asked["kind"] = ["one" if weight == 0 else "scale" for weight in asked["weight"]]
    found = cube(frame, asked, METHOD, states=STATES, cycles=CYCLES)
    for row in reported_table(found).itertuples():
        plain = expected[row.state, row.cycle, row.provision]
        assert row.level == plain.level
        for name in ("score", "answered", "low", "high"):
            ours, theirs = getattr(row, name), getattr(plain, name)
            assert pd.isna(ours) if theirs is None else ours == pytest.approx(theirs, abs=1e-12)
    wanted = STATES[:2]
    counts = found.distribution("2026", found.mask(wanted))
    plain_counts = plain_loop.distribution(expected, wanted, "2026")
    for place, provision in enumerate(found.provisions):
        for rank, level in enumerate(found.levels):
            assert counts[place, rank] == plain_counts.get((provision, level), 0)
    assert (counts.sum(axis=1) == len(wanted)).all()
