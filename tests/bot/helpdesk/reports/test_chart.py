"""The report's chart: a picture that a server without fonts can draw, in both languages."""

from __future__ import annotations

import struct
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from defusedxml import ElementTree
from fontTools.ttLib import TTFont

from bot.helpdesk.reports.chart import FONT, HEIGHT, SCALE, WIDTH, chart_png, chart_svg
from bot.helpdesk.reports.model import Day, Figures
from knowledge.model import Language
from knowledge.speak import Speaker

WORDING = Path(__file__).parents[4] / "knowledge" / "wording"
SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2026, 11, 16)


def figures(*counts: tuple[int, int, int]) -> Figures:
    """A day for each, from a Monday on."""
    return Figures(
        tuple(Day(MONDAY + timedelta(number), *count) for number, count in enumerate(counts))
    )


def columns(svg: str) -> list[tuple[float, float, str]]:
    """Where each part of a column ends above, how high it is, and its colour."""
    rects = ElementTree.fromstring(svg).findall(f"{SVG}rect")
    found = [
        (float(r.get("y", "0")), float(r.get("height", "0")), r.get("fill", "")) for r in rects
    ]
    return [rect for rect in found if rect[1] not in (14.0, float(HEIGHT))]


def words(svg: str) -> list[str]:
    """All that is written on it."""
    return [text.text or "" for text in ElementTree.fromstring(svg).findall(f"{SVG}text")]


@pytest.mark.parametrize("language", list(Language))
def test_every_character_is_in_the_font(language: Language) -> None:
    """What the chart can write, the font can draw; else ``deploy/font`` has to be run again."""
    phrases = tomllib.loads((WORDING / language / "report.toml").read_text("utf-8"))
    drawn = set(TTFont(FONT).getBestCmap())
    assert {ord(c) for phrase in phrases.values() for c in phrase} <= drawn


@pytest.mark.parametrize("language", list(Language))
def test_the_picture_is_as_large_as_said(speaker: Speaker, language: Language) -> None:
    """A PNG (ISO/IEC 15948 §11.2.2) of twice the drawing's size, and not an empty one."""
    png = chart_png(
        figures((31, 4, 3), (0, 0, 0)),
        lambda key, **v: speaker.plain(f"report.{key}", language, **v),
    )
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (WIDTH * SCALE, HEIGHT * SCALE)
    assert len(png) > 10_000


def test_parts_stand_on_one_another(speaker: Speaker) -> None:
    """A part is as high as its number, and begins where the one below it ends."""
    svg = chart_svg(figures((20, 10, 5)), lambda key, **v: key)
    (a_top, a, _), (b_top, b, _), (c_top, c, _) = columns(svg)
    assert a == pytest.approx(2 * b, abs=0.2)
    assert b == pytest.approx(2 * c, abs=0.2)
    assert b_top + b == pytest.approx(a_top, abs=0.2)
    assert c_top + c == pytest.approx(b_top, abs=0.2)
    assert "35" in words(svg)


@pytest.mark.parametrize("most", [0, 1, 5, 6, 41, 99, 100, 101, 9_999])
def test_no_column_leaves_the_paper(most: int) -> None:
    """However many they are, the highest column ends below the legend."""
    svg = chart_svg(figures((most, 0, 0), (0, 0, 0)), lambda key, **v: key)
    assert all(92 - 0.1 <= top <= HEIGHT for top, _, _ in columns(svg))
    assert len(columns(svg)) == bool(most)


def test_strangers_words_are_no_markup() -> None:
    """What a phrase holds is text of the drawing, never a part of it."""
    svg = chart_svg(figures((1, 0, 0)), lambda key, **v: "</text><script>&")
    assert "<script" not in svg
    assert "</text><script>&" in words(svg)
