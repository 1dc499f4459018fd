"""Text for Discord: shown exactly as it is, whatever it holds.

Discord's Markdown is read from the text of every message, so what strangers wrote gets a
backslash before whatever would be markup, a mention or a link. Two kinds of place have rules of
their own: code marks and code blocks, which only need their own end kept out of them.
"""

from __future__ import annotations

import re

from uniseg.graphemecluster import grapheme_clusters

# Control characters but line ends and tabs, and what turns the direction of text around.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\*_~`|[]<"})
_LINK = re.compile(r"(?<=\w):(?=//)")
# Shown as a mention even where it reaches nobody: an invisible blank breaks the word.
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_LINE_START = re.compile(r"(?P<blanks>[ \t]*)(?:(?P<mark>[#>+-])|(?P<number>[0-9]+)(?=[.)]))")
_FENCE = re.compile(r"`{3,}")
_BLANK = "\u200b"


def harmless(text: str) -> str:
    """The text with nothing in it that a reader's device obeys but line ends and tabs."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def escape(text: str, *, line_start: bool = False) -> str:
    """Text as Discord's Markdown that shows exactly it.

    ``line_start``: it begins a line, where more is markup (headings, lists, quotes).
    """
    lines = harmless(text).split("\n")
    return "\n".join(
        _line(line, line_start=line_start or bool(number)) for number, line in enumerate(lines)
    )


def in_code(text: str) -> str:
    """Text inside code marks: the marks are longer than any inside, so it cannot end them."""
    line = harmless(text).replace("\n", " ")
    if "`" not in line:
        return f"`{line}`" if line else ""
    # Discord knows one mark and two; where both stand inside, a look-alike has to do.
    safe = line.replace("``", "ˋˋ")
    return f"`` {safe} ``"


def in_block(text: str) -> str:
    """Text inside a code block, which it cannot end."""
    safe = _FENCE.sub(lambda marks: _BLANK.join(marks[0]), harmless(text))
    return f"```\n{safe}\n```"


def cut(text: str, most: int) -> str:
    """At most so many characters of it, an ellipsis at the end where some were left out.

    No character that is made of several is cut through. Counted are UTF-16 units, the most
    that any way of counting gives.
    """
    if units(text) <= most:
        return text
    kept: list[str] = []
    room = most - 1
    for cluster in grapheme_clusters(text[: most + 1]):
        room -= units(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + "…"


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line(line: str, *, line_start: bool) -> str:
    head = ""
    if line_start and (start := _LINE_START.match(line)):
        mark = f"\\{start['mark']}" if start["mark"] else f"{start['number']}\\"
        head, line = start["blanks"] + mark, line[start.end() :]
    escaped = _LINK.sub(r"\\:", line.translate(_MARKUP))
    return head + _EVERYBODY.sub(f"@{_BLANK}", escaped)
