"""Every chart is a finished document: what it says of itself, what it shows, and that nothing is cut or lost."""

from dataclasses import replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.caption import DEMONSTRATION, MAP_DISCLAIMER
from charts.lettering import REGULAR, SEMIBOLD, lines_of, width_of
from charts.levels import drawn_levels, level_bars, level_bars_by_group
from charts.over_time import levels_over_time
from charts.parties import parties_over_time, party_matrix
from charts.response import response_bars
from charts.states import reported_bounds, state_profile, states_by_level
from charts.theme import DARK, LIGHT, PAPER, THEMES, contrast, hatches, ink_on, luminance, ramp
from charts.world import world_map
from model import Caption, Missing

CAPTION = Caption(
    title="States by the treaties they are party to, for each article of the Declaration on Crime and Public Security",
    count="107 of 193 Member States",
    source="United Nations Treaty Collection",
    as_at=date(2005, 7, 29),
    revision="a1b2c3d4e5",
    notes=("Two treaties are left out: no list is held.",),
)
LEVELS = pd.DataFrame(
    [
        ("all", "Party to all that count", 1, False),
        ("some", "Party to some", 2, False),
        ("none", "Party to none", 3, False),
        ("no_return", "No return", 4, True),
        ("blank", "Left blank", 5, True),
    ],
    columns=["level", "label", "order", "missing"],
)


def table(text: str, first: str = "provision") -> pd.DataFrame:
    """``D.5 all 3 none 2 | D.6 all 5`` as rows of first, level, n, of_n."""
    rows = []
    for part in text.split("|"):
        name, *words = part.split()
        counts = list(zip(words[::2], map(int, words[1::2]), strict=True))
        rows += [(name, level, n, sum(count for _, count in counts)) for level, n in counts]
    return pd.DataFrame(rows, columns=[first, "level", "n", "of_n"])


BARS = table("D.5 all 83 some 60 none 20 no_return 30 | D.6 all 5 some 8 blank 180")


def every_chart(caption: Caption, theme=LIGHT) -> dict[str, go.Figure]:
    days = pd.to_datetime(["1961-03-30", "1990-01-01", "2004-05-05"])
    parties = pd.DataFrame({"treaty": "T", "day": days, "parties": [1, 40, 107], "label": "The Convention"})
    cells = pd.DataFrame(
        [("KEN", "T", "party"), ("TUV", "T", "signatory"), ("FRA", "T", "none"), ("CHN", "T", "no_list")],
        columns=["state", "treaty", "status"],
    )
    states = pd.DataFrame(
        [("KEN", "Kenya", "all"), ("TUV", "Tuvalu", "no_return"), ("FRA", "France", "none")],
        columns=["state", "name", "level"],
    ).assign(label=lambda rows: rows["name"])
    bounds = pd.DataFrame(
        [("D.5 Terrorism", 0.5, 0.25, 0.75, "answered: 4 of 5"), ("D.6 Drugs", pd.NA, pd.NA, pd.NA, "withheld")],
        columns=["label", "score", "low", "high", "said"],
    )
    own = pd.DataFrame([("D.5", "some", "party to 3 of 7")], columns=["provision", "level", "said"])
    replies = pd.DataFrame(
        [("African States", "in_time", 30, 54), ("African States", "late", 4, 54), ("African States", "none", 20, 54)],
        columns=["group", "response", "n", "of_n"],
    )
    return {
        "level_bars": level_bars(BARS, LEVELS, caption, theme),
        "level_bars_by_group": level_bars_by_group(BARS.rename(columns={"provision": "group"}), LEVELS, caption, theme),
        "response_bars": response_bars(replies, caption, theme),
        "world_map": world_map(states, LEVELS, caption, theme),
        "parties_over_time": parties_over_time(parties, caption, theme),
        "party_matrix": party_matrix(cells, caption, theme),
        "levels_over_time": levels_over_time(BARS.rename(columns={"provision": "day"}), LEVELS, caption, theme),
        "state_profile": state_profile(own, BARS, LEVELS, "Kenya", caption, theme),
        "reported_bounds": reported_bounds(bounds, caption, theme),
        "states_by_level": states_by_level(states, LEVELS, caption, theme),
    }


NAMES = sorted(every_chart(CAPTION))


def written(figure: go.Figure) -> str:
    """All that stands on a figure outside its plot, line breaks taken out."""
    return " ".join(part.text.replace("<br>", " ").replace("\u00a0", " ") for part in figure.layout.annotations)


def texts(figure: go.Figure) -> list[str]:
    """What is written in the plot itself."""
    return [text for part in figure.data if part.type == "scatter" and part.mode == "text" for text in part.text]


def trace(figure: go.Figure, name: str) -> go.Bar:
    return next(part for part in figure.data if part.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_shows_of_whom_from_where_and_when(name):
    said = written(every_chart(CAPTION)[name])
    for part in (
        CAPTION.title,
        CAPTION.count,
        "Source: United Nations Treaty Collection.",
        "As at 29 July 2005.",
        "Data revision a1b2c3d4e5.",
        "Two treaties are left out: no list is held.",
        "Unit: ",
    ):
        assert part in said


@pytest.mark.parametrize("name", NAMES)
def test_invented_data_say_so_above_and_across(name):
    figure = every_chart(replace(CAPTION, demonstration=True))[name]
    marks = [part for part in figure.layout.annotations if part.text == DEMONSTRATION]
    assert len(marks) == 2
    assert DEMONSTRATION not in written(every_chart(CAPTION)[name])
    assert DEMONSTRATION in figure.layout.meta["alt"]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_can_be_heard(name):
    told = every_chart(CAPTION)[name].layout.meta["alt"]
    assert told.startswith(CAPTION.title)
    assert "As at 29 July 2005" in told
    assert len(told) > len(CAPTION.title) + len(CAPTION.count) + 30


@pytest.mark.parametrize("name", NAMES)
def test_small_text_on_paper_is_nine_points(name):
    figure = every_chart(replace(CAPTION, demonstration=True), PAPER)[name]
    points_per_pixel = 16 / 2.54 * 72 / figure.layout.width
    sizes = [part.font.size for part in figure.layout.annotations]
    sizes += [part.textfont.size for part in figure.data if getattr(part, "textfont", None) and part.textfont.size]
    sizes += [axis.tickfont.size for axis in (figure.layout.xaxis, figure.layout.yaxis) if axis.tickfont.size]
    assert min(sizes) * points_per_pixel >= 8.99


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", [LIGHT, PAPER, LIGHT.at_width(380)], ids=["screen", "paper", "phone"])
def test_no_line_over_or_under_the_plot_is_wider_than_the_figure(name, theme):
    long = replace(CAPTION, notes=("A note that goes on, " * 20,), count="counted " * 40)
    for part in every_chart(long, theme)[name].layout.annotations:
        if part.xref != "paper" or part.x != 0 or part.textangle:
            continue
        font = SEMIBOLD if part.font.weight == 600 else REGULAR
        for line in part.text.split("<br>"):
            assert width_of(line.replace("&amp;", "&"), part.font.size, font) <= theme.width


def test_a_map_owes_the_disclaimer_and_others_do_not():
    figures = every_chart(CAPTION)
    assert MAP_DISCLAIMER in written(figures["world_map"])
    assert MAP_DISCLAIMER not in written(figures["level_bars"])


def test_bars_count_each_level_of_each_provision():
    figure = level_bars(BARS, LEVELS, CAPTION)
    assert [part.name for part in figure.data if part.name] == LEVELS["label"].tolist()
    assert list(trace(figure, "Party to all that count").x) == [83 / 193, 5 / 193]
    assert list(trace(figure, "Left blank").x) == [0, 180 / 193]
    assert trace(figure, "No return").hovertext[0] == "D.5<br>No return: 30 of 193"


def test_groups_of_different_size_are_laid_side_by_side():
    figure = level_bars_by_group(table("Africa all 27 some 27 | WEOG all 29", "group"), LEVELS, CAPTION)
    assert list(trace(figure, "Party to all that count").x) == [0.5, 1]
    assert [text for text in texts(figure) if text.startswith("of")] == ["of 54", "of 29"]


def test_what_is_missing_is_hatched_and_never_a_shade():
    for theme in THEMES.values():
        levels = drawn_levels(LEVELS, theme)
        shades = {level.marker["color"] for level in levels if not level.missing}
        patterns = [level.marker["pattern"]["shape"] for level in levels if level.missing]
        assert all(level.marker["color"] not in shades for level in levels if level.missing)
        assert len(set(patterns)) == len(patterns) == 2
        assert not any("pattern" in level.marker for level in levels if not level.missing)


def test_every_kind_of_missing_has_a_hatch_of_its_own():
    kinds = [*Missing, "withheld"]
    assert len(set(hatches(kinds))) == len(kinds)


def test_a_state_without_an_answer_is_crossed_or_hatched_on_the_map():
    figure = every_chart(CAPTION)["world_map"]
    dot = next(part for part in figure.data if part.type == "scattergeo" and "TUV" in (part.customdata or ()))
    assert dot.marker.symbol == "circle-x"
    assert dot.hovertext == ("Tuvalu",)
    silent = pd.DataFrame([("BRA", "no_return", "Brazil")], columns=["state", "level", "label"])
    lines = [part for part in world_map(silent, LEVELS, CAPTION).data if part.type == "scattergeo"]
    assert any(part.mode == "lines" and len(part.lon) > 30 for part in lines)


def test_every_member_state_can_be_pointed_at_on_the_map():
    from loaders.known import states

    members = [state for state in states().values() if state.kind == "member"]
    everyone = pd.DataFrame(
        [(state.iso3, "all", state.names["en"]) for state in members], columns=["state", "level", "label"]
    )
    figure = world_map(everyone, LEVELS, CAPTION)
    shown = {code for part in figure.data if part.customdata for code in part.customdata}
    assert shown == {state.iso3 for state in members}


def test_steps_end_where_the_list_is_known_no_longer():
    days = pd.to_datetime(["1990-01-01", "2000-01-01", "2010-01-01"])
    rows = pd.DataFrame({"treaty": "T", "day": days, "parties": [1, 2, 3]})
    known = rows.assign(known_as_at=pd.Timestamp("2003-06-30"))
    drawn = parties_over_time(known, CAPTION).data[0]
    assert list(drawn.x) == ["1990-01-01", "2000-01-01", "2003-06-30"]
    assert list(drawn.y) == [1, 2, 2]
    assert list(parties_over_time(rows, CAPTION).data[0].x)[-1] == "2005-07-29"


def test_a_treaty_name_too_long_for_its_column_is_in_the_notes_in_full():
    long = "International Convention for the Suppression of the Financing of Terrorism"
    cells = pd.DataFrame({"state": "KEN", "treaty": [f"T{n}" for n in range(30)], "status": "party", "label": long})
    said = written(party_matrix(cells, CAPTION))
    assert f"(a) {long}." in said
    assert f"(dd) {long}." in said


def test_the_place_of_a_state_is_framed_and_said():
    own = pd.DataFrame(
        [("D.5", "some", "party to 3 of 7"), ("D.6", "", "no treaty counts")], columns=["provision", "level", "said"]
    )
    figure = state_profile(own, BARS, LEVELS, "Kenya", CAPTION)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1) == (83 / 193, 83 / 193 + 60 / 193)
    assert "party to 3 of 7" in figure.layout.meta["alt"]
    assert len(trace(figure, "Kenya").x) == 1


def test_a_withheld_figure_has_its_row_and_no_mark():
    figure = every_chart(CAPTION)["reported_bounds"]
    assert list(trace(figure, "As reported").y) == [0]
    assert "withheld" in figure.layout.meta["alt"]


def test_shades_keep_their_order_without_colour_and_can_be_written_on():
    for theme in THEMES.values():
        for count in (2, 3, 4, 5, 6):
            greys = [luminance(colour) for colour in ramp(theme, count)]
            assert greys == sorted(greys, reverse=theme is DARK)
            assert all(contrast(colour, ink_on(colour)) >= 4.5 for colour in ramp(theme, count))
        ground = theme.ground
        assert contrast(theme.ink, ground) >= 7
        assert contrast(theme.muted, ground) >= 4.5
        assert contrast(theme.accent, ground) >= 4.5
        assert contrast(theme.hatch, ground) >= 3


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc éжx'-,() ", max_size=200), st.integers(30, 400))
def test_broken_lines_lose_no_word_and_fit(text, width):
    lines = lines_of(text, width, 14)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 14) <= width for line in lines)


@settings(max_examples=30, deadline=None)
@given(st.permutations(list(range(len(BARS)))))
def test_the_order_of_levels_in_a_table_does_not_matter(order):
    drawn = level_bars(BARS.iloc[sorted(order, key=lambda at: (BARS["provision"][at], at))], LEVELS, CAPTION)
    shuffled = BARS.iloc[order].sort_values("provision", kind="stable")
    assert level_bars(shuffled, LEVELS, CAPTION).to_dict() == drawn.to_dict()


def test_markup_in_a_name_is_shown_as_it_is_written():
    figure = level_bars(BARS.assign(label="A <b>bold</b> & bare name"), LEVELS, CAPTION)
    assert "A &lt;b&gt;bold&lt;/b&gt; &amp; bare name" in texts(figure)
