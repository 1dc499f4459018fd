"""A pasted text, made ready to be read: folded line by line, its codes found.

Line *n* of the folded text is line *n* of the text as it stood, so that a finding can be quoted.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from knowledge.fold import fold

# The expressions are compiled by ``re`` when first used, not when this is imported.

# What is looked at; a log's cause stands near its beginning, and nobody waits for more.
LOOKED_AT = 1_000_000
# A longer line is quoted in part: this many characters around what decided.
QUOTED = 400

_JAPANESE = "ぁ-ゖァ-ヺ一-鿿々〆"
ALPHABETS = "Ͱ-ϿЀ-ԯא-תء-يٮ-ۓ"
"""Greek, Cyrillic, Hebrew and Arabic: written in words."""
RUNS = _JAPANESE + "가-힣ก-ฺเ-๎"
"""Written in runs, spaces or none: Japanese, Chinese, Korean, Thai."""
LETTERS = RUNS + ALPHABETS
"""Letters of which a run is looked for anywhere, as endings differ or nothing parts the words."""
# Letters are written with and without their marks: contraseña or contrasena, ёлка or елка.
_MARKED = ((0xC0, 0x24F), (0x386, 0x3CE), (0x450, 0x451), (0x1E00, 0x1EFF))
_NO_LETTERS = "÷×"
_UNMARKED: dict[int, str] = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for first, last in _MARKED
    for code in range(first, last + 1)
    if chr(code) not in _NO_LETTERS
}
_UNMARKED |= {ord(one): other for one, other in zip("ıłđøħ", "ildoh", strict=True)}
_UNMARKED |= dict.fromkeys(range(0x300, 0x370), "")
_SPACE_IN_JAPANESE = (
    f"(?<=[{_JAPANESE}])[ \\t]{{1,4}}(?=[{_JAPANESE}a-z])"
    f"|(?:(?<=[a-z])|(?<=[a-z]\\d))[ \\t]{{1,4}}(?=[{_JAPANESE}])"
)
_NOT_ASCII_LINE = r"(?m)^[^\n]*[^\x00-\x7f\n][^\n]*$"
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f]"
_RUN = f"[{LETTERS}]+"
_WORD = "[a-z0-9]+"

# A reply's lines repeat its code; a library that prints bytes writes the line's end as \n.
_REPEATED = r"[ \t>]{0,8}([245]\d\d)[ -](?:[245]\.\d{1,3}\.\d{1,3}[ ])?"
_HAS_REPEATED = r"(?m)^[ \t>]{0,8}[245]\d\d-"
_PRINTED_END = r"(?:\\r)?\\n(?:[245]\d\d[ -])?(?:[245]\.\d{1,3}\.\d{1,3}[ ])?"

# Patterns begin with the digit itself, and look back after it: so the search stays fast.
_ENHANCED = r"[45](?<![a-z\d.][45])(?:\d\d[ -]#?[\[(]?[45])?\.\d{1,3}\.\d{1,3}(?!\.?\d)"
_BASIC = (
    r"[45](?<![a-z\d_.,/-][45])[0-5]\d"
    r"(?![\d.,/%]|[-:]?\d|[ ]?(?:[kmg]b|ms|件|通|円|年|人|日|名)|-[a-z])"
)
# Three digits are a reply code where a line begins, after or before a word that announces one;
# else they may be anything.
_BEFORE_BASIC = (
    r"(?:(?:^|\n)[ \t>*<-]{0,8}[\[('\"]?|(?:server|smtp|said|says|response|reply|replied|responded"
    r"|returned|status|code|errors?|failed|with|message|got|rejected|diagnostic|data|command"
    r"|(?:send|sending|deliver|mail|message|login)(?=[ ]?:)|えら|こど|番号|応答|返答|さば|→)"
    r"[ \t]{0,3}[:;=#(「はが]{0,3}[ \t]{0,3}(?:b['\"]|['\"(#])?)$"
)
_AFTER_BASIC = (
    r"[ \t]?(?:errors?|えら|(?:smtp )?code|こど|番|reply|response|status"
    r"|って|とは|と[出表言書返]|が[出返])"
)
_LOOK_BACK = 24
_RESPONSE = r"\[([a-z][a-z/-]{2,30})(?: [^\]\n]{0,80})?\]"
# Response codes that are also common words: believed only where a server's answer begins.
_COMMON = frozenset({"alert", "auth", "limit", "parse", "closed", "cannot", "expired"})
_BEFORE_RESPONSE = r"(?:(?<![a-z])(?:no|bad|bye|ok)|-err)[ ]?$"
_CLIENT = r"8[0-9a-fo]{7}(?![a-z0-9])"
_BEFORE_CLIENT = r"(?:^|[^a-z0-9]|[0o]x)$"


def fold_reply(text: str) -> str:
    """Folded further than for search: no long-vowel marks, no space beside Japanese, no accents.

    Windows writes ``サーバー エラー`` where others write ``サーバエラー``, and Thunderbird
    ``STARTTLS を`` where others write ``STARTTLSを``. A number keeps its spaces: it may be a code.
    """
    if text.isascii():
        return fold(text)
    return re.sub(_SPACE_IN_JAPANESE, "", fold(text).replace("ー", "").translate(_UNMARKED))


def _fold_lines(text: str) -> str:
    """All of a text folded; logs are mostly ASCII, and only lines that are not take long."""
    if text.isascii():
        return fold(text)
    folded = re.sub(_NOT_ASCII_LINE, lambda line: fold_reply(line[0]), text)
    return re.sub(_CONTROL, " ", folded).casefold()


def mark(word: str) -> str:
    """What a text that holds this word can be known by: the word, or its first letters of a run."""
    return word if word.isascii() else word[:2]


class Coded(NamedTuple):
    """A server's or a program's code and the line it stands in; an empty one is not there."""

    line: int
    code: str = ""
    enhanced: str = ""
    client: str = ""


class Written:
    """A text as it stood and as it is searched.

    ``words`` is the folded text without the codes that a reply's further lines repeat, so that a
    sentence can be found across them.
    """

    def __init__(self, text: str) -> None:
        self._lines = text[:LOOKED_AT].replace("\r\n", "\n").split("\n")
        self._folded = _fold_lines("\n".join(self._lines))
        words = _without_repeated(self._folded)
        self._counts: dict[str, int] = {}
        self.words = re.sub(_PRINTED_END, " ", words) if "\\n" in words else words

    @property
    def text(self) -> str:
        """As it stood, with its first million characters."""
        return "\n".join(self._lines)

    @cached_property
    def marks(self) -> frozenset[str]:
        """What can be looked up of the text: see ``mark``."""
        found = set(re.findall(_WORD, self.words))
        for run in re.findall(_RUN, self.words):
            found.update(run, map("".join, pairwise(run)))
        return frozenset(found)

    def holds(self, word: str) -> bool:
        """Whether a word is there: whole if it is ASCII, else anywhere."""
        return mark(word) in self.marks and (word.isascii() or word in self.words)

    def count(self, word: str) -> int:
        """How often a word is there, parts of longer words included."""
        if word not in self._counts:
            self._counts[word] = self.words.count(word)
        return self._counts[word]

    @cached_property
    def codes(self) -> tuple[Coded, ...]:
        """Every code in the text, each once a line, in no particular order."""
        text = self._folded.replace("\\n", "  ")  # a printed line end is no letter
        return tuple(dict.fromkeys(_codes(text)))

    @property
    def different_codes(self) -> tuple[Coded, ...]:
        """Each code once, where it first stands: a log says the same a thousand times."""
        return tuple({coded[1:]: coded for coded in reversed(self.codes)}.values())

    def codes_in(self, line: int) -> tuple[Coded, ...]:
        """The codes of one line."""
        return tuple(self._codes_by_line.get(line, ()))

    def line_at(self, position: int) -> int:
        """The number of the line that holds this place of ``words``."""
        return bisect_right(self._starts, position) - 1

    def line(self, number: int, near: str = "") -> str:
        """A line as it stood; of a very long one, what stands around ``near``."""
        line = self._lines[number].strip()
        if len(line) <= QUOTED:
            return line
        start = max(0, line.lower().find(near) - QUOTED // 2)
        return line[start : start + QUOTED].strip()

    def without(self, numbers: Collection[int]) -> str:
        """The text as it stood, these lines empty."""
        return "\n".join("" if at in numbers else line for at, line in enumerate(self._lines))

    def folded_line(self, number: int) -> str:
        """The same line, folded."""
        return fold_reply(self.line(number))

    @cached_property
    def _codes_by_line(self) -> dict[int, list[Coded]]:
        found: dict[int, list[Coded]] = {}
        for coded in self.codes:
            found.setdefault(coded.line, []).append(coded)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return _line_starts(self.words)


def _line_starts(text: str) -> list[int]:
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    return starts


def _codes(text: str) -> Iterator[Coded]:
    starts: list[int] = []
    for finder in (_enhanced, _basic, _response, _client):
        for position, code, enhanced, client in finder(text):
            starts = starts or _line_starts(text)
            yield Coded(bisect_right(starts, position) - 1, code, enhanced, client)


_Found = Iterator[tuple[int, str, str, str]]


def _enhanced(text: str) -> _Found:
    for match in re.finditer(_ENHANCED, text):
        code, enhanced = match[0], match[0]
        if "." in code[:3]:
            code = ""
        else:
            code, enhanced = code[:3], code[4:].lstrip("#[(")
        yield match.start(), code, enhanced, ""


def _basic(text: str) -> _Found:
    for match in re.finditer(_BASIC, text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if (
            match.start() == 0
            or re.search(_BEFORE_BASIC, "\n" * (len(before) < _LOOK_BACK) + before)
            or re.compile(_AFTER_BASIC).match(text, match.end())
        ):
            yield match.start(), match[0], "", ""


def _response(text: str) -> _Found:
    for match in re.finditer(_RESPONSE, text):
        before = text[max(0, match.start() - 5) : match.start()]
        if match[1] not in _COMMON or re.search(_BEFORE_RESPONSE, before):
            yield match.start(), "", match[1].upper(), ""


def _client(text: str) -> _Found:
    for match in re.finditer(_CLIENT, text):
        if re.search(_BEFORE_CLIENT, text[max(0, match.start() - 2) : match.start()]):
            yield match.start(), "", "", match[0].replace("o", "0")


def _without_repeated(text: str) -> str:
    if not re.search(_HAS_REPEATED, text):
        return text
    lines, code = text.split("\n"), ""
    for number, line in enumerate(lines):
        match = re.match(_REPEATED, line)
        if match and match[1] == code:
            lines[number] = line[match.end() :]
        code = match[1] if match else ""
    return "\n".join(lines)
