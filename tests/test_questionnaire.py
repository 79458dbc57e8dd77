"""The questionnaire, first edition: what it asks, of whom, in whose words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from loaders import known
from loaders.questionnaire import answer_words, header_words, questionnaire, questions_frame, relevant, scale
from model import LANGUAGES, by_code
from relevance import RelevanceError, asked_about, condition, holds

EDITION = questionnaire("2026")
QUESTIONS = by_code(EDITION.questions)


def asked(**answers: str) -> set[str]:
    """The questions asked of a State with these answers."""
    return {code for code, question in QUESTIONS.items() if relevant(question, answers)}


def test_at_most_120_questions_in_four_parts() -> None:
    parts = Counter(question.part for question in EDITION.questions)
    assert parts == {"A": 36, "B": 36, "C": 44, "D": 4}
    assert len(QUESTIONS) == sum(parts.values()) <= 120


def test_part_a_asks_once_about_each_treaty() -> None:
    treaties = [question.treaty for question in EDITION.questions if question.part == "A"]
    assert sorted(treaties) == sorted(known.treaties())


def test_every_article_and_paragraph_is_asked_about() -> None:
    of_b_and_c = {question.provision for question in EDITION.questions if question.part in "BC"}
    assert of_b_and_c == set(known.provisions())


@pytest.mark.parametrize("paragraph", range(1, 12))
def test_a_paragraph_of_the_code_asks_law_cover_breach_training(paragraph: int) -> None:
    block = [code for code, question in QUESTIONS.items() if question.provision == f"C.{paragraph}"]
    assert block == [f"c{paragraph}_{what}" for what in ("law", "cover", "breach", "training")]
    assert QUESTIONS[f"c{paragraph}_law"].kind == "scale"


def test_quotation_marks_hold_the_instruments_own_words() -> None:
    for question in EDITION.questions:
        if question.part not in "BC":
            continue
        provision = known.provisions()[question.provision]
        above = known.provisions()[provision.parent].text if provision.parent else ""
        text = f"{above} {provision.text}".lower()
        for quotation in re.findall("“(.+?)”", question.labels["en"]):
            for piece in quotation.split("…"):
                assert piece.strip().lower() in text, (question.code, piece)


def test_every_question_of_part_b_quotes_its_article_or_the_treaties_it_names() -> None:
    unquoted = {q.code for q in EDITION.questions if q.part == "B" and "“" not in q.labels["en"]}
    assert unquoted == set()


def test_scored_questions_weigh_the_same_and_the_others_nothing() -> None:
    assert {question.weight for question in EDITION.questions if question.kind == "scale"} == {1.0}
    assert {question.weight for question in EDITION.questions if question.kind != "scale"} == {0.0}


def test_the_scale() -> None:
    assert scale() == {"fully": 1.0, "partly": 0.5, "in_preparation": 0.25, "no": 0.0}
    assert [choice.value for choice in EDITION.choices["scale"]] == [*scale(), "not_applicable"]


def test_a_party_to_the_amended_single_convention_is_not_asked_about_the_older_ones() -> None:
    older = {"a_untc_vi_15", "a_untc_vi_17"}
    assert not older & asked(a_untc_vi_18="party")
    assert older <= asked(a_untc_vi_18="not_party")


@pytest.mark.parametrize(("position", "is_asked"), [("party", True), ("intends", True), ("not_party", False)])
def test_a_protocol_open_to_parties_only_follows_its_convention(position: str, is_asked: bool) -> None:
    protocols = {"a_untc_xviii_12_a", "a_untc_xviii_12_b", "a_untc_xviii_12_c"}
    assert (protocols <= asked(a_untc_xviii_12=position)) is is_asked


def test_carrying_out_treaties_is_asked_of_parties_only() -> None:
    assert not {"d5_1", "d6_1", "d7a_3"} & asked()
    assert "d5_1" in asked(a_untc_xviii_9="party")
    assert {"d5_1", "d7a_3"} <= asked(a_untc_xviii_15="party")
    assert "d6_1" not in asked(a_untc_vi_16="signatory")


def test_who_has_no_rule_is_not_asked_whom_it_covers() -> None:
    follow_up = {"c8_cover", "c8_breach", "c8_training"}
    assert not follow_up & asked(c8_law="in_preparation")
    assert follow_up <= asked(c8_law="partly")


def test_one_code_of_conduct_for_all_is_described_once() -> None:
    laws = {f"c{paragraph}_law": "fully" for paragraph in range(1, 12)}
    one_code = {f"c1_{what}": f"{word} every_paragraph" for what, word in
                (("cover", "all"), ("breach", "disciplinary"), ("training", "entry"))}  # fmt: skip
    of_code = {code for code in QUESTIONS if code.startswith("c")}
    assert len(of_code & asked(**laws)) == 44
    assert len(of_code & asked(**laws, **one_code)) == 14


def test_every_rule_can_be_read_and_looks_at_earlier_questions_and_real_choices() -> None:
    seen: set[str] = set()
    for question in EDITION.questions:
        for code, value in asked_about(question.relevance):
            assert code in seen, question.code
            assert value in {choice.value for choice in EDITION.choices[QUESTIONS[code].choices]}
        seen.add(question.code)


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        ("", {}, True),
        ("${a} = 'x'", {"a": "x"}, True),
        ("${a} = 'x'", {"a": "x y"}, False),
        ("selected(${a}, 'x')", {"a": "x y"}, True),
        ("selected(${a}, 'x')", {"a": "xx"}, False),
        ("${a} != 'x'", {}, True),
        ("not(${a} = 'x') and ${b} = \"y\"", {"b": "y"}, True),
        ("${a} = '1' or ${a} = '2' and ${b} = '3'", {"a": "1"}, True),
        ("(${a} = '1' or ${a} = '2') and ${b} = '3'", {"a": "1"}, False),
    ],
)
def test_relevance(rule: str, answers: dict[str, str], expected: bool) -> None:
    assert holds(rule, answers) is expected


@pytest.mark.parametrize(
    "rule",
    ["${a} > 3", "count-selected(${a}) > 1", "${a} =", "${a} = 'x' and", "selected(${a} 'x')", "${a} = 'x' ${b}", "a"],
)
def test_a_rule_outside_the_understood_part_is_refused_not_guessed(rule: str) -> None:
    with pytest.raises(RelevanceError, match="rule"):
        condition(rule)


@pytest.mark.parametrize("list_name", sorted(EDITION.choices))
def test_every_choice_has_a_word_in_six_languages_and_no_word_means_two(list_name: str) -> None:
    values = {choice.value for choice in EDITION.choices[list_name]}
    for language in LANGUAGES:
        pairs = answer_words()[list_name, language]
        assert {value for _, value in pairs} == values
        assert len({written.casefold() for written, _ in pairs}) == len(pairs)
        assert not any(";" in written for written, _ in pairs)  # it parts several answers in one cell


def test_a_bare_yes_is_not_on_the_scale() -> None:
    """“Yes” may mean fully or partly: it must not be taken for either."""
    words = {written for language in LANGUAGES for written, _ in answer_words()["scale", language]}
    assert not words & {"Yes", "Oui", "Sí", "Да", "是", "نعم"}


def test_headers_mean_one_column_each() -> None:
    assert header_words()["Réponse"] == "answer"
    assert set(header_words().values()) == {
        "code", "provision", "question", "known", "answer", "since", "reason", "legal_reference", "comment",
        "secretariat", "check",
    }  # fmt: skip


def test_the_frame_of_questions() -> None:
    frame = questions_frame(EDITION).set_index("question")
    assert frame.loc["a_untc_vi_19", ["part", "provision", "kind", "treaty"]].tolist() == [
        "A",
        "D.6",
        "one",
        "UNTC:VI-19",
    ]
    assert frame.loc["d8_4", ["kind", "choices", "weight"]].tolist() == ["scale", "scale", 1.0]
    assert list(frame.index) == list(QUESTIONS)


def test_operative_paragraphs_name_questions_that_exist() -> None:
    rows = known.rows("operative_paragraphs.csv")
    asks = {(row["resolution"], row["paragraph"]) for row in rows}
    assert asks == {("A/RES/51/59", str(n)) for n in range(2, 11)} | {("A/RES/51/60", str(n)) for n in range(2, 6)}
    for row in rows:
        named = [word for word in row["questions"].split() if "_" in word]
        assert set(named) <= set(QUESTIONS), row["paragraph"]


def test_an_edition_that_is_not_held() -> None:
    with pytest.raises(FileNotFoundError):
        questionnaire("1899")
