"""SMTP replies: three digits, a hyphen while more lines follow, and words (RFC 5321 §4.2).

Strict where a violation explains a failure: exactly three digits, and the same ones on each line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.dialogue.reading import Malformed, NeedMore, text_of

# The second digit of the standard ends at 5; real servers refuse with 571 and the like.
_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?![.\d])")

AUTH = "AUTH"


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """One whole reply.

    ``texts`` are its lines without the digits; ``enhanced`` is the status code in front of them
    (RFC 2034 §4: ``5.7.8``), empty where there is none or where it contradicts the digits.
    """

    code: int
    texts: tuple[str, ...]
    enhanced: str = ""

    @property
    def good(self) -> bool:
        """The server has done what was asked."""
        return self.code < 300

    @property
    def text(self) -> str:
        """All of it, as it was said."""
        *more, last = self.texts
        lines = [f"{self.code}-{text}" for text in more] + [f"{self.code} {last}".rstrip()]
        return "\n".join(lines)


def read_reply(pieces: Sequence[bytes]) -> SmtpReply | NeedMore | Malformed:
    """Read the lines of one reply."""
    last = _LINE.fullmatch(pieces[-1])
    if last is None or not pieces[0].startswith(last[1]):
        return Malformed(pieces[-1])
    if last[2] == b"-":
        return NeedMore()
    code = int(last[1])
    texts = tuple(text_of(piece[4:]) for piece in pieces)
    return SmtpReply(code, texts, _enhanced(code, texts[0]))


def _enhanced(code: int, text: str) -> str:
    status = _ENHANCED.match(text)
    return status[0] if status and int(status[1]) == code // 100 else ""


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the answer to EHLO offers: keywords in capitals, with their parameters.

    ``lines`` are the offers as the server wrote them. Both are empty after HELO.
    """

    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def __contains__(self, keyword: object) -> bool:
        return keyword in self.parameters

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The login mechanisms, in the server's order, in capitals."""
        return self.parameters.get(AUTH, ())

    @property
    def size(self) -> int | None:
        """The largest message taken, in bytes; None when it is not said or has no limit."""
        said = self.parameters.get("SIZE", ())
        # RFC 1870 §3: zero means no fixed limit.
        return int(said[0]) or None if said and re.fullmatch(r"[0-9]{1,20}", said[0]) else None


def keyword_of(text: str) -> tuple[str, tuple[str, ...]]:
    """One line of an EHLO answer: its keyword in capitals, and its parameters.

    ``AUTH=LOGIN`` is how servers wrote it before there was a standard; some send it still,
    beside or instead of ``AUTH LOGIN``.
    """
    words = text.upper().split()
    if not words:
        return "", ()
    keyword, equals, first = words[0].partition("=")
    if keyword == AUTH and equals:
        return AUTH, tuple(filter(None, (first, *words[1:])))
    return words[0], tuple(words[1:])


def read_extensions(reply: SmtpReply) -> Extensions:
    """What a good reply to EHLO offers; its first line is the server's name (RFC 5321 §4.1.1.1)."""
    lines = reply.texts[1:]
    parameters: dict[str, tuple[str, ...]] = {}
    for keyword, values in filter(lambda offer: offer[0], map(keyword_of, lines)):
        # dict.fromkeys: the same mechanism is often offered in both ways of writing.
        parameters[keyword] = tuple(dict.fromkeys(parameters.get(keyword, ()) + values))
    return Extensions(parameters, tuple(lines))
