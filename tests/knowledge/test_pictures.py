"""The pictures: there in each language, drawn from their source, true to the facts."""

from __future__ import annotations

import re
import runpy
import struct
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "knowledge" / "pictures"
NAMES = ("mail-way", "pop3-and-imap4")
LANGUAGES = ("en", "ja")
COLUMNS = 76  # a terminal of 80, less a margin
BYTES = 80_000  # a chat shows it at once, and the wheel stays small

each_picture = pytest.mark.parametrize("name", NAMES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What deploy/pictures defines."""
    return runpy.run_path(str(ROOT / "deploy" / "pictures"))


def drawing(name: str, language: str) -> str:
    """The text drawing."""
    return (PICTURES / f"{name}.{language}.txt").read_text(encoding="utf-8")


def width(text: str) -> int:
    """Columns in a terminal; box-drawing characters take one."""
    wide = (unicodedata.east_asian_width(character) in "WF" for character in text)
    return sum(2 if it_is else 1 for it_is in wide)


def numbers(text: str) -> set[int]:
    """The numbers of two digits or more: in our pictures these are ports."""
    return {int(digits) for digits in re.findall(r"(?<!\d)\d{2,}", text)}


def test_every_picture_is_tested() -> None:
    """A new picture has to be named here."""
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(NAMES)


@each_picture
@each_language
def test_the_png_has_twice_the_size_of_the_svg(name: str, language: str) -> None:
    """The chats get a picture that is sharp on a fine screen, and light."""
    png = (PICTURES / f"{name}.{language}.png").read_bytes()
    svg = ET.parse(PICTURES / f"{name}.svg").getroot()  # noqa: S314 - our own file
    size = struct.unpack_from(">II", png, 16)
    assert size == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))
    assert len(png) < BYTES


@each_picture
@each_language
def test_the_png_was_drawn_from_what_stands_there_now(
    name: str, language: str, script: dict[str, Any]
) -> None:
    """A changed source, word or port is seen in the picture too: run deploy/pictures."""
    png = (PICTURES / f"{name}.{language}.png").read_bytes()
    mark = dict(script["chunks"](png))[b"tEXt"].decode()
    assert mark == f"Drawn from\0{script['digest'](script['drawn'](name, language))}"


@each_picture
@each_language
def test_the_drawing_fits_a_terminal(name: str, language: str) -> None:
    """No line is wider than the terminal leaves room for, wide characters counted as two."""
    assert max(map(width, drawing(name, language).splitlines())) <= COLUMNS


@each_picture
@each_language
def test_the_boxes_of_the_drawing_close(name: str, language: str) -> None:
    """Each corner above has its corner below in the same column."""
    corners = {corner: Counter[int]() for corner in "┌┐└┘"}
    for line in drawing(name, language).splitlines():
        for at, character in enumerate(line):
            if character in corners:
                corners[character][width(line[:at])] += 1
    assert corners["┌"] == corners["└"]
    assert corners["┐"] == corners["┘"]


@each_picture
@each_language
def test_the_words_for_those_who_do_not_see_it(
    name: str, language: str, script: dict[str, Any]
) -> None:
    """A description stands beside each picture, and in it."""
    described = script["words"](name, language)["alternative"]
    assert len(described) > 80
    svg = ET.fromstring(script["drawn"](name, language))  # noqa: S314 - our own words
    assert svg.findtext("{http://www.w3.org/2000/svg}desc") == described


@each_picture
@each_language
def test_no_port_differs_from_the_facts(name: str, language: str, script: dict[str, Any]) -> None:
    """Drawing, picture and description name the same ports, and facts/ports.toml knows them."""
    known = {row["number"] for row in script["ports"]().values()}
    svg = ET.fromstring(script["drawn"](name, language))  # noqa: S314 - our own words
    written = "\n".join(
        "".join(text.itertext()) for text in svg.iter() if text.tag.endswith("}text")
    )
    named = numbers(written)
    assert named
    assert named <= known
    assert named == numbers(drawing(name, language))
    assert named == numbers(script["words"](name, language)["alternative"])


@each_picture
def test_both_languages_have_the_same_words(name: str) -> None:
    """A label added in one language is missing in the other's picture."""
    keys = []
    for language in LANGUAGES:
        path = ROOT / "knowledge" / "wording" / language / "pictures.toml"
        keys.append(list(tomllib.loads(path.read_text(encoding="utf-8"))[name]))
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("kind", "filtered", "row"),
    [
        (0, [1, 2, 3, 255, 4, 5, 6, 255], [1, 2, 3, 255, 4, 5, 6, 255]),
        (1, [1, 2, 3, 255, 4, 5, 6, 0], [1, 2, 3, 255, 5, 7, 9, 255]),
        (2, [1, 1, 1, 0, 246, 0, 0, 0], [11, 21, 31, 255, 30, 50, 60, 255]),
        (3, [0, 0, 0, 0, 0, 0, 0, 0], [5, 10, 15, 127, 22, 30, 37, 191]),
        (4, [0, 0, 0, 0, 1, 1, 1, 1], [10, 20, 30, 255, 41, 51, 61, 0]),
    ],
)
def test_a_filtered_row_is_read(
    kind: int, filtered: list[int], row: list[int], script: dict[str, Any]
) -> None:
    """Each of the five filters of PNG is undone, against a row worked out by hand."""
    line = bytearray(filtered)
    script["unfilter"](kind, line, bytearray([10, 20, 30, 255, 40, 50, 60, 255]))
    assert list(line) == row


def test_rare_colours_go_to_the_nearest_common_one(script: dict[str, Any]) -> None:
    """Packing keeps the commonest colours, and moves the rest as little as it can."""
    common = [bytes((3 * i, 0, 0, 255)) for i in range(script["COLOURS"])]
    palette, nearest = script["palette_of"]([*common, *common, bytes((4, 0, 0, 255))])
    assert sorted(palette) == sorted(common)
    assert palette[nearest[bytes((4, 0, 0, 255))]] == bytes((3, 0, 0, 255))


def test_what_is_missing_is_said(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without rsvg-convert nothing is drawn, and one line says what to install."""
    monkeypatch.setenv("PATH", "")
    assert script["main"]() == 1
    assert capsys.readouterr().err == "pictures: missing rsvg-convert (package librsvg2-bin)\n"
