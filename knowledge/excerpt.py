"""A text too long to be read whole, cut to what tells: both ends, and lines that speak of errors.

A log of a megabyte says the same a thousand times. Comparing every character of it (Unicode's
normal form, words, codes) takes seconds, so what is left out is left out before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

END_CHARACTERS = 24_000
"""Kept of the beginning and of the end: reports begin with what happened, logs end with it."""

BETWEEN_CHARACTERS = 48_000
"""Kept of the lines between that speak of an error."""

LINE_CHARACTERS = 400
"""Kept of one such line, around what speaks."""

WHOLE = 2 * END_CHARACTERS + BETWEEN_CHARACTERS
"""A text that is no longer is read whole."""

# Over text as it stands: nothing is folded yet, and each alternative begins with its own letters,
# so that a megabyte takes some hundredths of a second. Full-width forms stand for themselves.
_SPEAKS = re.compile(
    r"\b[45]\.\d\.\d{1,3}\b|\b[45][0-5]\d[ -]|-ERR|\b(?:NO|BAD|BYE) |\b0?x?8[0-9A-Fa-f]{7}\b"
    r"|[Ee]rror|ERROR|[Ff]ail|FAIL|[Rr]efused|[Rr]eject|[Dd]enied|[Ii]nvalid|[Ii]ncorrect"
    r"|[Cc]annot|[Uu]nable|[Tt]imed out|[Tt]imeout|[Ee]xpired|[Dd]isabled|[Bb]locked|[Qq]uota"
    r"|[Uu]nknown|not (?:found|allowed|permitted|exist)|[Cc]ertificate|SSL|TLS"
    r"|エラー|ｴﾗｰ|失敗|拒否|できません|できない|無効|誤り|正しく|期限|上限|容量|ブロック|認証|証明書|タイムアウト"
)


_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is read of a text. ``left_out`` counts the characters that are not; 0: none."""

    text: str
    left_out: int = 0


def excerpt(text: str) -> Excerpt:
    """The text itself, or both its ends and the different lines between that speak of an error."""
    if len(text) <= WHOLE:
        return Excerpt(text)
    head, middle, tail = _parts(text)
    kept = "\n".join((head, *_speaking(middle), tail))
    return Excerpt(kept, max(1, len(text) - len(kept)))


def speaks_of_error(text: str) -> bool:
    """Whether a word or a number is there that programs and servers complain with."""
    return _SPEAKS.search(text) is not None


def where_error(text: str) -> int:
    """Where the first such word stands; 0 where none does."""
    match = _SPEAKS.search(text)
    return match.start() if match else 0


def _parts(text: str) -> tuple[str, str, str]:
    """Beginning, middle and end, cut at the end of a line where one is near."""
    first = text.rfind("\n", END_CHARACTERS // 2, END_CHARACTERS)
    first = first if first > 0 else END_CHARACTERS
    last = text.find("\n", len(text) - END_CHARACTERS, len(text) - END_CHARACTERS // 2)
    last = last if last > 0 else len(text) - END_CHARACTERS
    return text[:first], text[first:last], text[last:]


def _speaking(middle: str) -> list[str]:
    """The lines that speak of an error, each kind once, as many as there is room for."""
    kept: dict[str, str] = {}
    room, at = BETWEEN_CHARACTERS - 2, 0  # less the line ends around them
    while room > 0 and (match := _SPEAKS.search(middle, at)):
        line, at = _line_around(middle, match)
        kind = _DIGITS.sub("0", line)  # times and numbers differ in every line of a log
        if kind not in kept:
            room -= len(line) + 1
            kept[kind] = line
    if room < 0:
        kept.popitem()
    return list(kept.values())


def _line_around(middle: str, match: re.Match[str]) -> tuple[str, int]:
    """The line in which this stands, or the part around it, and where to go on."""
    start = middle.rfind("\n", 0, match.start()) + 1
    end = middle.find("\n", match.end())
    end = len(middle) if end < 0 else end
    start = max(start, match.start() - LINE_CHARACTERS // 2)
    end = min(end, match.end() + LINE_CHARACTERS // 2)
    return middle[start:end], end
