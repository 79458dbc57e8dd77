"""Laws of reading: write a return, read it, and the answers are the same, however the sheets were rearranged."""

from __future__ import annotations

from datetime import date
from string import ascii_letters

from hypothesis import given, settings
from hypothesis import strategies as st

from language import sentence
from loaders import known
from loaders.findings import cells_of, folded_findings, in_order
from loaders.intake import Wanted, read_any
from loaders.questionnaire import questionnaire
from loaders.returns import read_return
from loaders.sheets import CellError, Sheet, Uncached, Value, Workbook, cell_name
from model import LANGUAGES, Answer, Finding, Place, Question, Severity, Visibility

EDITION = questionnaire("2026")
TODAY = date(2026, 11, 21)
HEADINGS: dict[tuple[str, str], list[str]] = {}
for row in known.rows("questionnaire/headers.csv"):
    HEADINGS.setdefault((row["column"], row["language"]), []).append(row["written"])

texts = st.text(ascii_letters + " éñжع中'=+-;,.", max_size=20).map(str.strip)
languages = st.sampled_from(LANGUAGES)


@st.composite
def answers(draw, question: Question) -> Answer:
    words = [choice.value for choice in EDITION.choices[question.choices]]
    if question.kind == "many":
        value = " ".join(word for word in words if draw(st.booleans()))
    else:
        value = draw(st.sampled_from(["", *words]))
    return Answer(
        question=question.code,
        value=value,
        comment=draw(texts),
        legal_reference=draw(texts),
        reason="" if question.part == "A" else draw(texts),
        since=draw(st.none() | st.dates(date(1961, 1, 1), TODAY)) if question.part == "A" else None,
        visibility=draw(st.sampled_from(Visibility)),
    )


@st.composite
def shown(draw, answer: Answer, question: Question) -> dict[str, Value]:
    """An answer as somebody may have written it: words in any language, a day as a day or in words."""
    labels = {choice.value: choice.labels for choice in EDITION.choices[question.choices]}
    words = [draw(st.sampled_from([word, *labels[word].values()])) for word in answer.value.split()]
    since: Value | None = answer.since
    if answer.since and draw(st.booleans()):
        since = answer.since.isoformat()
    cells = {
        "answer": "; ".join(words),
        "since" if question.part == "A" else "reason": since or answer.reason,
        "legal_reference": answer.legal_reference,
        "comment": answer.comment,
        "secretariat": draw(st.sampled_from(["Yes", "oui", True]))
        if answer.visibility is Visibility.SECRETARIAT
        else "",
    }
    return {column: value for column, value in cells.items() if value != ""}


@st.composite
def sheets(draw, part: str, sent: list[Answer]) -> Sheet:
    """A part with its rows in any order, blank rows between, its columns in any order, headings in any language."""
    language = draw(languages)
    place = "since" if part == "A" else "reason"
    columns = draw(st.permutations(["code", "answer", place, "legal_reference", "comment", "secretariat"]))
    header = draw(st.integers(2, 9))
    cells: dict[tuple[int, int], Value] = {(1, 1): f"IMR|2026|2026|KEN|en|{part}"}
    for number, column in enumerate(columns, 1):
        cells[header, number] = draw(st.sampled_from(HEADINGS[column, language]))
    row = header
    questions = {question.code: question for question in EDITION.questions}
    for answer in draw(st.permutations(sent)):
        row += draw(st.integers(1, 3))
        for column, value in draw(shown(answer, questions[answer.question])).items():
            cells[row, columns.index(column) + 1] = value
        cells[row, columns.index("code") + 1] = answer.question
    return Sheet(part, False, cells)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_written_is_read(data):
    asked = data.draw(st.lists(st.sampled_from(EDITION.questions), unique_by=lambda q: q.code, min_size=1, max_size=12))
    sent = [data.draw(answers(question)) for question in asked]
    by_part = {part: [a for a, q in zip(sent, asked, strict=True) if q.part == part] for part in "ABCD"}
    book = Workbook("r.ods", "ods", "", "", tuple(data.draw(sheets(p, lines)) for p, lines in by_part.items() if lines))
    found, findings = read_return(book, as_at=TODAY)
    wanted = {a.question: a for a in sent if a.value or a.comment or a.legal_reference or a.reason or a.since}
    read = {a.question: Answer(**{**_fields(a), "place": None}) for a in found.answers} if found else {}
    assert read == wanted
    assert found or [f.code for f in findings if f.severity is Severity.BLOCKER] == ["return.no_answers"]
    if found:
        assert found.unread == ()


def _fields(answer: Answer) -> dict[str, object]:
    return {name: getattr(answer, name) for name in Answer.__dataclass_fields__}


anything = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Answer", "Code", "Comment", "d1_1", "c1_cover", "Fully", "Yes", "IMR|2026|2026|KEN|en|B", "IMR|x|y|z|w"]
    ),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=5).map(CellError),
    st.text(max_size=5).map(Uncached),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 8)), anything, max_size=40), st.booleans())
def test_whatever_stands_in_the_cells_is_taken_or_refused_with_a_reason(cells, identified):
    if identified:
        cells = {**cells, (1, 1): "IMR|2026|2026|KEN|en|B"}
    book = Workbook("r.xlsx", "xlsx", "", "", (Sheet("B", False, cells),))
    taken = read_any(book, Wanted(known.cycles(), today=TODAY))
    blocked = [finding for finding in taken.findings if finding.severity is Severity.BLOCKER]
    assert taken.returns or taken.lists or blocked
    for finding in taken.findings:
        assert sentence(finding)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(1, 12)), unique=True))
def test_folding_loses_no_cell_and_invents_none(found):
    findings = [Finding(code, Severity.ERROR, Place("f", "S", cell_name(row, column))) for code, column, row in found]
    folded = folded_findings(in_order(findings, [("f", "S")]))
    spread = [(f.code, cell) for f in folded for cell in cells_of(f.place.cell)]
    assert sorted(spread) == sorted((code, (row, column)) for code, column, row in found)


def test_repeats_fold_into_a_range_and_the_cause_comes_first():
    findings = [
        *(Finding("late", Severity.ERROR, Place("f", "S", f"N{row}")) for row in range(24, 8, -1)),
        Finding("cell", Severity.NOTE, Place("f", "First", "A1")),
        Finding("sheet", Severity.WARNING, Place("f", "S")),
        Finding("stop", Severity.BLOCKER, Place("f")),
    ]
    told = folded_findings(in_order(findings, [("f", "First"), ("f", "S")]))
    assert [(f.code, f.place.cell) for f in told] == [("stop", ""), ("sheet", ""), ("cell", "A1"), ("late", "N9:N24")]


def test_a_question_between_two_findings_parts_them_and_a_heading_does_not():
    findings = [Finding("x", Severity.ERROR, Place("f", "S", cell)) for cell in ("E6", "E8", "E12")]
    told = folded_findings(findings, {("f", "S"): [6, 8, 10, 12]})
    assert [f.place.cell for f in told] == ["E6:E8", "E12"]


def test_errors_that_say_different_things_do_not_fold():
    findings = [Finding("x", Severity.ERROR, Place("f", "S", f"E{row}"), {"found": str(row)}) for row in (6, 7)]
    assert folded_findings(findings) == findings
