"""The report: what it says of the store, what it keeps back, and that every part of it is in its place."""

import io
import re
import zipfile
from datetime import date, datetime
from functools import cache

import pytest

from desk.reading import read
from exports.picture import NO_CHROME, PictureError, Renderer
from exports.word import FEW_LETTERS, FEW_ROWS, from_word, reference_document
from founding import LOCAL, founded_store
from language import day_text, listing
from loaders import known
from model import PUBLIC
from report import document, pictures
from report.blocks import BOTH, Heading, Paragraph, Picture, Table, widths_of
from report.bundle import frame_of
from report.compare import differences_between
from report.document import report
from report.matter import Request, UnknownRequestError, named, next_session, notes_of
from report.writing import length, without_notes, written
from tests.percentages import bare_percentages
from tests.stored import file, sent

DAY = date(2026, 3, 31)
WHOLE = Request(DAY, 35, "2026")
CORRUPTION = Request(DAY, 35, "2026", provisions=("D.10",))
REPLIED = ("KEN", "PER", "FRA", "IND", "BRA", "EGY")


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """A store with the shipped facts and no return."""
    return founded_store(f"sqlite:///{tmp_path_factory.mktemp('silent') / 'store.sqlite'}")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Six returns: one late, one with an answer for the Secretariat only, one that contradicts the depositary."""
    held = founded_store(f"sqlite:///{tmp_path_factory.mktemp('spoken') / 'store.sqlite'}")
    for place, state in enumerate(REPLIED):
        secret = " secret" if state == "IND" else ""
        word = "fully" if place < 4 else "partly"
        said = f"d10_1 {word}{secret} | d10_2 {word} | d10_3 {word} | c8_law no | x_needs training"
        position = "a_untc_xviii_14 not_party" if state == "KEN" else "a_untc_xviii_14 party"
        received = datetime(2026, 3, 5) if state == "EGY" else datetime(2026, 2, 10)
        held.add_return(LOCAL, sent(f"{position} | {said}", state), file(state), received=received)
    return held


@pytest.fixture(autouse=True)
def no_chrome(request, monkeypatch):
    """Tables in place of pictures, but for the tests that draw."""

    def refuse(*_):
        raise PictureError(NO_CHROME)

    if "picture" not in request.keywords:
        monkeypatch.setattr(pictures, "picture", refuse)
        monkeypatch.setattr(Renderer, "ready", lambda renderer: None)


@cache
def of(store, request=WHOLE, actor=PUBLIC):
    return fresh(store, request, actor)


def fresh(store, request=WHOLE, actor=PUBLIC):
    """As ``of``, made anew: for tests that change how a report is made."""
    return report(read(store, actor, store.revision(actor), request.known_on), request)


def texts(made):
    return [block.text for block in made.blocks if isinstance(block, Paragraph)]


def headings(made):
    return [block.text for block in made.blocks if isinstance(block, Heading)]


def test_without_a_reply_the_chapters_say_so(silent):
    made = of(silent)
    said = " ".join(texts(made))
    assert "no reply to the questionnaire of the first reporting cycle 2026 had been received" in said
    assert "Articles 4, 9 and 11 rest on none." in said
    assert "nothing was known of articles 4, 9 and 11" in said
    assert "The Code rests on no treaty" in said
    assert "Technical assistance needed and offered" not in headings(made)
    assert "Replies by question" not in headings(made)


@pytest.mark.parametrize("actor", [PUBLIC, LOCAL])
def test_every_share_says_of_whom_and_as_at(store, actor):
    for block in of(store, actor=actor).blocks:
        if not isinstance(block, Paragraph):
            continue
        said, notes = without_notes(block.text)
        assert not bare_percentages(said), said
        assert not bare_percentages(notes), notes
        if block.style == "Numbered Paragraph" and "per cent" in said:
            assert "as at" in said.lower(), said


def test_no_sentence_begins_with_figures(store):
    for said in texts(of(store)):
        assert not re.search(r"(?:^|[.:] )\d+ [a-z]", without_notes(said)[0]), said


def test_measures_are_counted_and_their_states_named(store):
    said = " ".join(texts(of(store, CORRUPTION, LOCAL)))
    assert (
        "As at 31 March 2026, four of the six States that replied (67 per cent)^[All States that replied except Brazil "
        "and Egypt.] had reported the measures called for in article 10 as fully in place; two as in place in part"
        "^[Brazil and Egypt.]."
    ) in said


def test_too_few_answers_bear_no_sentence(store):
    said = " ".join(texts(of(store, Request(DAY, 35, "2026", provisions=("D.9",)))))
    assert (
        "As at 31 March 2026, on article 9, no State that replied gave an answer on which a statement could rest."
        in said
    )


def test_replies_are_quoted_with_the_note_and_nothing_confided_is(store):
    for actor in (PUBLIC, LOCAL):
        made = of(store, CORRUPTION, actor)
        quoted = [block.text for block in made.blocks if isinstance(block, Paragraph) and block.style == "Quotation"]
        assert len(quoted) == 2
        assert not any("comment on d10\\_1" in text and "India" in text for text in quoted)
        assert any("reproduced as received" in said for said in texts(made))


def test_discrepancies_are_in_the_secretariats_own_copy_only(store):
    assert "Discrepancies outstanding" not in headings(of(store))
    own = of(store, actor=LOCAL)
    assert "Discrepancies outstanding" in headings(own)
    assert "For the Secretariat only" in own.marks
    assert of(store).marks == ""


def test_the_chapters_are_those_that_the_operative_paragraphs_name(store):
    named = {row["report_chapter"] for row in known.rows("operative_paragraphs.csv")} - {""}
    there = headings(of(store))
    assert all(any(heading.endswith(name) for heading in there) for name in named)


@pytest.mark.parametrize(
    ("provisions", "there", "not_there"),
    [
        (("D.10",), "The Declaration, article by article", "The International Code of Conduct for Public Officials"),
        (("C.8",), "The International Code of Conduct for Public Officials", "The Declaration, article by article"),
    ],
)
def test_a_report_keeps_to_its_scope(store, provisions, there, not_there):
    said = headings(of(store, Request(DAY, 35, "2026", provisions=provisions)))
    assert there in said
    assert not_there not in said


def test_a_session_that_is_not_known_is_told(store):
    with pytest.raises(UnknownRequestError, match="twelfth session"):
        of(store, Request(DAY, 12, "2026")).about  # noqa: B018
    assert next_session(DAY) == 35


def test_what_was_known_on_a_past_day_is_what_is_reported(store):
    made = of(store, Request(DAY, 35, "2026", known_on=date(2020, 1, 1)))
    said = " ".join(texts(made))
    assert "what was known on 1 January 2020" in said
    assert "no list of their participants was held" in said
    first = day_text(store.first_list_learned(PUBLIC))
    assert f"No list of participants was held here on 1 January 2020: the first lists were taken in on {first}" in said
    again = of(store, Request(DAY, 35, "2026", known_on=date(2020, 1, 2)))
    assert again.matter.reading.revision == made.matter.reading.revision


def test_without_chrome_tables_stand_in_place_of_pictures_and_one_sentence_says_how_to_get_them(store):
    made = of(store)
    assert not any(isinstance(block, Picture) for block in made.blocks)
    assert [said for said in made.warnings if "Chromium" in said] == [
        f"Tables stand in place of the figures. {NO_CHROME}"
    ]
    assert "article-world-d-10" in {table.name for table in made.tables}


def test_tables_add_up_and_fit_the_page(store):
    for table in of(store, actor=LOCAL).tables:
        assert {len(row) for row in table.rows} <= {len(table.head)}
        assert len(widths_of(table)) == len(table.head)
        assert list(frame_of(table).columns) == list(table.head)
    assert not any("add up" in said for said in of(store).warnings)


def test_length_is_counted_and_a_long_report_is_told(store, monkeypatch):
    made = of(store)
    assert made.length == length(made.blocks)
    assert 1000 < made.length.text < document.MOST_WORDS
    monkeypatch.setattr(document, "MOST_WORDS", 100)
    assert any("more than the 100" in said for said in fresh(store).warnings)


def test_figures_are_in_roman_maps_in_arabic_and_a_single_one_has_no_number(silent):
    many = written(of_drawn(silent, WHOLE).blocks, native=False)
    assert re.findall(r"!\[(.*?)\]", many)[:4] == ["Figure I", "Map 1", "Figure II", "Map 2"]
    one = written(of_drawn(silent, CORRUPTION).blocks, native=False)
    assert re.findall(r"!\[(.*?)\]", one) == ["Map", "Figure"]


def of_drawn(store, request):
    """The report with its pictures kept as blocks, none rendered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "picture", lambda *_: b"")
        return fresh(store, request)


def test_chapters_are_roman_and_paragraphs_numbered_through(store):
    text = written(of(store).blocks, native=False)
    chapters = re.findall(r"^# ([IVX]+)\. ", text, re.MULTILINE)
    assert chapters == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
    numbers = [int(found) for found in re.findall(r'"Numbered Paragraph"\}\n(\d+)\\\. ', text)]
    assert numbers == list(range(1, len(numbers) + 1))


def parts_of(word):
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def test_the_word_document_has_masthead_footnotes_tables_captions_and_properties(store):
    made = of(store, CORRUPTION)
    parts = parts_of(made.word())
    body = parts["word/document.xml"]
    for said in ("United Nations", "Original: English", "Thirty-fifth session", "Report of the Secretary-General"):
        assert said in body
    assert body.count("<w:footnoteReference") == parts["word/footnotes.xml"].count("<w:footnoteRef ") > 3
    assert 'w:pStyle w:val="NumberedParagraph"' in body
    assert 'w:tblStyle w:val="Table"' in body
    assert body.count("SEQ Table") == len(made.tables)
    assert body.count("PAGEREF part_") >= 6
    assert "Implementation of the United Nations Declaration" in parts["docProps/core.xml"]
    assert "E/CN.15" not in "".join(parts.values())


def test_the_mark_stands_at_the_head_of_every_page(store, monkeypatch):
    monkeypatch.setattr(type(store), "demonstration", True)
    parts = parts_of(fresh(store, CORRUPTION, LOCAL).word())
    heads = [text for name, text in parts.items() if "header" in name and name.endswith(".xml")]
    assert len(heads) == 2
    assert all("Demonstration data – invented · For the Secretariat only" in head for head in heads)
    assert reference_document("a & b") == reference_document("a & b")


def test_what_a_state_wrote_stays_as_it_wrote_it(tmp_path):
    held = founded_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    hostile = "`x`{=openxml} ![y](/etc/passwd) [a](b) ^[note] # h *b* <w:p/> $x$ @cite \\ | ---"
    for state in REPLIED:
        answers = sent("d10_1 fully | d10_2 fully | d10_3 fully", state)
        object.__setattr__(answers.answers[0], "comment", hostile)
        held.add_return(LOCAL, answers, file(state), received=datetime(2026, 2, 10))
    body = parts_of(of(held, CORRUPTION).word())["word/document.xml"]
    plain = "".join(re.findall(r"<w:t(?: [^>]*)?>(.*?)</w:t>", body))
    assert hostile.replace("<", "&lt;").replace(">", "&gt;") in plain


@pytest.mark.picture
def test_every_picture_has_alternative_text(silent):
    made = fresh(silent, CORRUPTION)
    body = parts_of(made.word())["word/document.xml"]
    described = re.findall(r'<wp:docPr descr="([^"]+)"', body)
    assert len(described) == len(made.pictures) == 2
    assert all("Article 10" in text for text in described)


@pytest.mark.office
def test_libreoffice_opens_it(silent):
    word = of(silent, CORRUPTION).word()
    assert from_word(word, "pdf").startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(from_word(word, "odt")))


def test_what_differs_between_two_days_is_told_in_words_and_rows(silent):
    reading = read(silent, LOCAL, silent.revision(LOCAL))
    found = differences_between(reading, date(2014, 1, 1), date(2013, 1, 1))
    said = " ".join(found.sentences)
    assert "Between 1 January 2013 and 1 January 2014," in said
    assert "Chemical Weapons Convention (Somalia and Syrian Arab Republic)" in said
    row = found.table[(found.table["State"] == "Somalia") & (found.table["What"] == "Standing")]
    assert ("Chemical Weapons Convention", "No act known", "Party", "29 May 2013") in row[
        ["Treaty or provision", "First day", "Second day", "Since"]
    ].itertuples(index=False, name=None)


def test_replies_between_two_days_are_told(store):
    reading = read(store, LOCAL, store.revision(LOCAL))
    found = differences_between(reading, date(2026, 3, 1), date(2026, 3, 31))
    assert "One Member State replied in the first reporting cycle 2026: Egypt." in found.sentences
    assert differences_between(reading, DAY, DAY).table.empty


def test_every_treaty_whose_list_is_held_is_in_annex_i_once(silent):
    lists = read(silent, PUBLIC, silent.revision(PUBLIC)).lists
    held = lists.loc[lists["coverage"] == "complete", "treaty"]
    heads = [head for table in of(silent).tables if table.name.startswith("status-") for head in table.head[1:]]
    assert sorted(heads) == sorted(known.treaties()[code].short_title for code in held)


def test_tables_are_told_apart_by_name(store):
    names = [block.name for block in of(store, actor=LOCAL).blocks if isinstance(block, Table)]
    assert len(names) == len(set(names))


def test_from_the_first_list_on_a_past_day_is_reported_as_it_was_known_then(store):
    first = store.first_list_learned(PUBLIC)
    then = of(store, Request(DAY, 35, "2026", provisions=("D.10",), known_on=first))
    said = " ".join(texts(then))
    assert f"what was known on {day_text(first)}" in said
    assert "No list of participants was held here" not in said
    counted = re.search(r"One hundred and \S+ of the 193 Member States", " ".join(texts(of(store, CORRUPTION))))
    assert counted is not None
    assert counted[0] in said


@pytest.mark.parametrize("actor", [PUBLIC, LOCAL])
def test_no_paragraph_names_the_same_states_twice(store, actor):
    for said in texts(of(store, actor=actor)):
        notes = re.findall(r"\^\[(.*?)\]", said)
        lists = [frozenset(re.split(r"; |, | and ", note.removeprefix("All except ").rstrip("."))) for note in notes]
        assert len(lists) == len(set(lists)), said


def test_whoever_is_in_a_part_is_named_once_and_most_by_exception():
    among = sorted(state.iso3 for state in known.states().values() if state.kind == "member")
    parts = {"all": among[:150], "some": among[150:180], "none": among[180:], "nobody": []}
    notes = notes_of(parts, among)
    assert notes["all"] == "^[All except those named in the other footnotes to the present sentence.]"
    assert notes["nobody"] == ""
    for name in ("some", "none"):
        assert notes[name] == f"^[{listing(named(parts[name]))}.]"
    few = notes_of({"all": among[2:], "none": among[:2]}, among)
    assert few == {"all": f"^[All except {listing(named(among[:2]))}.]", "none": f"^[{listing(named(among[:2]))}.]"}


@pytest.mark.parametrize("actor", [PUBLIC, LOCAL])
def test_the_summary_gives_every_number_with_its_whole(store, actor):
    said = of(store, actor=actor).about["summary"]
    for sentence in said.split(". ")[2:]:
        assert re.search(r"of the (193 Member States|six States that replied)", sentence, re.IGNORECASE), sentence
    assert (
        "the following numbers were party to all the treaties counted: under article 1 (three treaties), 140 (73"
        in said
    )
    assert "All figures are as at 31 March 2026." in said


def test_every_list_of_facts_begins_with_a_word(store):
    for said in texts(of(store, actor=LOCAL)):
        assert not re.match(r"\\\([a-z]+\\\) \d", said), said
    told = [said for said in texts(of(store, actor=LOCAL)) if said.startswith("\\(") and "outstanding" in said]
    assert re.search(r"\) (One discrepancy was|[A-Z][a-z-]+ discrepancies were) outstanding\.$", told[0])


def test_the_united_nations_are_written_in_full(store):
    for made in (of(store), of(store, actor=LOCAL)):
        assert not [said for said in texts(made) if re.search(r"\bUN\b", said)]


def test_pictures_stand_after_the_text_of_their_chapter_two_on_a_page(silent):
    blocks = of_drawn(silent, WHOLE).blocks
    shown = [block for block in blocks if isinstance(block, Picture)]
    first, last = blocks.index(shown[0]), blocks.index(shown[-1])
    assert list(blocks[first : last + 1]) == shown
    assert isinstance(blocks[last + 1], Heading)
    assert blocks[last + 1].level == 1
    for place, picture in enumerate(shown):
        if picture.is_map:
            under = shown[place + 1]
            assert under.name == picture.name.replace("world", "by-group")
            assert picture.height + under.height <= BOTH
            assert min(picture.width, under.width) > 12


def test_no_row_breaks_and_a_short_table_stays_on_its_page(store):
    body = parts_of(of(store, CORRUPTION).word())["word/document.xml"]
    tables = re.findall(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" ?/>.*?</w:tbl>', body, re.DOTALL)
    assert {table.count("<w:tr>") > FEW_ROWS for table in tables} == {True, False}
    for table in tables:
        rows = table.count("<w:tr>")
        assert table.count("<w:cantSplit/>") == rows
        short = rows <= FEW_ROWS and len(re.sub("<[^>]*>", "", table)) <= FEW_LETTERS
        assert ("<w:keepNext/>" in table) == short
    heads = re.findall(r'<w:pStyle w:val="Heading1" ?/>(.*?)</w:pPr>(?:(?!</w:p>).)*?Annex', body)
    assert heads
    assert all('w:left="0"' in head for head in heads)
