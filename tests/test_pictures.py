"""Pictures: the same bytes every time, the project's own fonts, 16 cm wide; one sentence where there is no Chrome."""

import os
import re
import struct
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from charts.levels import level_bars
from charts.theme import PAPER
from charts.world import world_map
from exports import picture as pictures
from exports.picture import FORMATS, NO_CHROME, PictureError, Renderer, picture
from model import Caption

pytestmark = pytest.mark.picture

ROOT = Path(__file__).resolve().parent.parent

LEVELS = pd.DataFrame(
    [("all", "Party to all", 1, False), ("no_return", "No return", 2, True)],
    columns=["level", "label", "order", "missing"],
)
CAPTION = Caption("Replies, été 2026 – Ответы", "2 of 3 States", "returns", date(2026, 3, 31), "a1b2c3d4e5")


def bars():
    rows = [("D.5", "all", 2, 3), ("D.5", "no_return", 1, 3)]
    return level_bars(pd.DataFrame(rows, columns=["provision", "level", "n", "of_n"]), LEVELS, CAPTION, PAPER)


def world():
    rows = [("KEN", "all", "Kenya"), ("TUV", "no_return", "Tuvalu"), ("BRA", "no_return", "Brazil")]
    return world_map(pd.DataFrame(rows, columns=["state", "level", "label"]), LEVELS, CAPTION, PAPER)


@pytest.fixture(scope="module")
def renderer():
    with Renderer() as opened:
        yield opened


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("figure", [bars, world])
def test_a_picture_is_the_same_to_the_byte(renderer, figure, kind):
    assert picture(figure(), kind, renderer) == picture(figure(), kind, renderer)


def test_another_process_in_another_time_zone_draws_the_same_bytes(renderer):
    script = (
        "import sys; sys.path.insert(0, 'tests'); import test_pictures as here\n"
        "sys.stdout.buffer.write(here.picture(here.bars(), 'pdf') + b'|||' + here.picture(here.bars(), 'svg'))"
    )
    environment = {**os.environ, "TZ": "Pacific/Auckland", "LANG": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, check=True)
    pdf, svg = done.stdout.split(b"|||")
    assert pdf == picture(bars(), "pdf", renderer)
    assert svg == picture(bars(), "svg", renderer)


def test_a_png_is_sixteen_centimetres_wide(renderer):
    drawn = picture(bars(), "png", renderer)
    width = struct.unpack(">I", drawn[16:20])[0]
    at = drawn.index(b"pHYs")
    per_metre, _, unit = struct.unpack(">IIB", drawn[at + 4 : at + 13])
    assert unit == 1
    assert width / per_metre == pytest.approx(0.16, abs=0.001)


def test_a_pdf_is_sixteen_centimetres_wide_and_has_our_fonts_inside(renderer):
    drawn = picture(bars(), "pdf", renderer)
    width = float(re.search(rb"/MediaBox \[0 0 ([\d.]+)", drawn).group(1))
    assert width / 72 * 2.54 == pytest.approx(16, abs=0.05)
    assert b"IBMPlexSans" in drawn
    assert b"/FontFile2" in drawn
    assert b"DejaVu" not in drawn


def test_an_svg_carries_the_letters_it_needs_and_asks_for_nothing(renderer):
    drawn = picture(bars(), "svg", renderer).decode()
    assert drawn.count("@font-face") == 6
    assert "U+0400-052F" in drawn
    assert not re.search(r"(href|src)=[\"']https?:", drawn)
    assert "Replies" in drawn


def test_every_state_of_a_map_is_drawn_without_a_network(renderer):
    drawn = picture(world(), "svg", renderer).decode()
    assert drawn.count("choroplethlocation") >= 2


def test_a_picture_of_another_kind_is_refused_in_a_sentence(renderer):
    with pytest.raises(ValueError, match=r"png, svg, pdf, not gif"):
        picture(bars(), "gif", renderer)


def test_without_chrome_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(pictures, "_started", no_chrome)
    with pytest.raises(PictureError) as told:
        picture(bars(), "png", Renderer())
    assert str(told.value) == NO_CHROME


async def no_chrome():
    raise pictures.ChromeNotFoundError


def test_a_renderer_that_was_closed_starts_again():
    renderer = Renderer()
    first = picture(bars(), "png", renderer)
    renderer.close()
    assert picture(bars(), "png", renderer) == first
    renderer.close()


def test_the_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with Renderer():
        assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"


def test_a_picture_does_not_depend_on_what_was_drawn_before(renderer):
    alone = {}
    for kind in FORMATS:
        with Renderer() as fresh:
            alone[kind] = picture(bars(), kind, fresh)
    for before in ("png", "svg", "pdf"):
        picture(world(), before, renderer)
        for kind in FORMATS:
            assert picture(bars(), kind, renderer) == alone[kind], (before, kind)
