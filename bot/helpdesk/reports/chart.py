"""The report's one chart: how the questions of each day went, as stacked columns.

Drawn as SVG and made a PNG by resvg with a font of our own, so that it looks the same on a server
that has no fonts. The same figures stand beside it as a table, for whoever sees no pictures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.helpdesk.reports.model import Day, Figures

FONT = Path(__file__).parent / "font" / "MailmedicReport-Regular.otf"
"""Noto Sans JP, the characters that the chart needs (SIL Open Font License 1.1)."""

FAMILY = "Mailmedic Report"
WIDTH, HEIGHT = 960, 420
SCALE = 2
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 92, 44
_MOST_LINES = 5
_PARTS = (("answered", "#1b6ca8"), ("unsure", "#e69f00"), ("handed_over", "#7a3b69"))
"""From the floor up; told apart by lightness too, for whoever sees no colours."""

_INK, _FAINT, _PAPER = "#1d2433", "#c9cfda", "#ffffff"

Say = Callable[..., str]
"""Speaks a phrase of ``report`` in the reader's language."""


def chart_png(figures: Figures, say: Say) -> bytes:
    """The chart as a picture, ``SCALE`` times as large as it is drawn."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=chart_svg(figures, say),
            font_files=[str(FONT)],
            skip_system_fonts=True,
            font_family=FAMILY,
            zoom=SCALE,
        )
    )


def chart_svg(figures: Figures, say: Say) -> str:
    """The chart as a drawing."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "font-family": FAMILY,
        },
    )
    SubElement(svg, "rect", {"width": str(WIDTH), "height": str(HEIGHT), "fill": _PAPER})
    _text(svg, _LEFT, 34, say("chart_title"), size=20)
    _legend(svg, say)
    top = _round_up(max((day.asked for day in figures.days), default=0))
    _grid(svg, top)
    for number, day in enumerate(figures.days):
        _column(svg, number, len(figures.days), day, top, say)
    return tostring(svg, encoding="unicode")


def _legend(svg: Element, say: Say) -> None:
    x = float(_LEFT)
    for name, colour in _PARTS:
        words = say(name)
        _rect(svg, x, 54, 14, 14, colour)
        _text(svg, x + 20, 66, words, size=15)
        x += 20 + 28 + sum(15 if ord(c) > 0x2E7F else 8.5 for c in words)


def _grid(svg: Element, top: int) -> None:
    for value in _lines(top):
        y = _y(value, top)
        SubElement(
            svg,
            "path",
            {"d": f"M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}", "stroke": _FAINT, "stroke-width": "1"},
        )
        _text(svg, _LEFT - 8, y + 5, str(value), size=14, anchor="end")


def _column(svg: Element, number: int, count: int, day: Day, top: int, say: Say) -> None:
    place = (WIDTH - _LEFT - _RIGHT) / count
    width = min(72.0, place * 0.62)
    x = _LEFT + place * (number + 0.5) - width / 2
    floor = 0
    for name, colour in _PARTS:
        value = getattr(day, name)
        if value:
            y = _y(floor + value, top)
            _rect(svg, x, y, width, _y(floor, top) - y, colour)
            floor += value
    if day.asked:
        _text(svg, x + width / 2, _y(floor, top) - 7, str(day.asked), size=15, anchor="middle")
    words = say("chart_day", month=str(day.day.month), day=str(day.day.day))
    _text(svg, x + width / 2, HEIGHT - 16, words, size=15, anchor="middle")


def _y(value: float, top: int) -> float:
    room = HEIGHT - _TOP - _BOTTOM
    return HEIGHT - _BOTTOM - room * value / top


def _lines(top: int) -> Iterator[int]:
    step = max(1, top // _MOST_LINES)
    return iter(range(0, top + 1, step))


def _round_up(most: int) -> int:
    """A whole number of lines that is at least ``most``, up to the next 50 for 41."""
    if most <= _MOST_LINES:
        return _MOST_LINES
    size = int(10 ** math.floor(math.log10(most)))
    return next(size * times for times in (1, 2, 3, 4, 5, 6, 8, 10) if size * times >= most)


def _rect(svg: Element, x: float, y: float, width: float, height: float, fill: str) -> None:
    values = {"x": x, "y": y, "width": width, "height": height}
    SubElement(svg, "rect", {k: f"{v:.1f}" for k, v in values.items()} | {"fill": fill})


def _text(
    svg: Element, x: float, y: float, words: str, *, size: int, anchor: str = "start"
) -> None:
    where = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(size), "fill": _INK}
    SubElement(svg, "text", where | {"text-anchor": anchor}).text = words
