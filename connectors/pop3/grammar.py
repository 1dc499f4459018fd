"""POP3 replies: a status line, and for some commands lines up to a lone dot (RFC 1939 §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.dialogue.reading import Malformed, NeedMore, text_of

_STATUS = re.compile(rb"(\+OK|-ERR)(?:[ \t](.*))?", re.DOTALL | re.IGNORECASE)
_CHALLENGE = re.compile(rb"\+(?: (.*))?", re.DOTALL)
_CODE = re.compile(r"\[([A-Za-z0-9._/-]+)\]")
_TIMESTAMP = re.compile(r"<[^<>\s@]{1,400}@[^<>\s@]{1,400}>")
_STAT = re.compile(r"([0-9]{1,18}) +([0-9]{1,18})(?: .*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pop3Reply:
    """One whole reply.

    ``text`` are the words of its status line, the code in brackets included; ``code`` is that
    code in capitals (RFC 2449 §8: ``IN-USE``), or empty. ``lines`` are those that follow, without
    the dot that ends them and with doubled dots undone.
    """

    good: bool
    text: str = ""
    code: str = ""
    lines: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Challenge:
    """The server asks for more while logging in (RFC 5034 §4); ``text`` is still in base64."""

    text: bytes = b""


def read_reply(pieces: Sequence[bytes]) -> Pop3Reply | NeedMore | Malformed:
    """Read a reply of one line."""
    status = _STATUS.fullmatch(pieces[0])
    if status is None:
        return Malformed(pieces[0])
    text = text_of(status[2] or b"")
    code = _CODE.match(text)
    return Pop3Reply(status[1].upper() == b"+OK", text, code[1].upper() if code else "")


def read_multiline(pieces: Sequence[bytes]) -> Pop3Reply | NeedMore | Malformed:
    """Read a reply that has more lines when it is good; a refusal has one (RFC 1939 §3)."""
    if len(pieces) > 1 and pieces[-1] != b".":
        return NeedMore()
    reply = read_reply(pieces)
    if isinstance(reply, NeedMore | Malformed) or not reply.good:
        return reply
    if len(pieces) == 1:
        return NeedMore()
    lines = tuple(piece[1:] if piece.startswith(b".") else piece for piece in pieces[1:-1])
    return Pop3Reply(True, reply.text, reply.code, lines)


def read_login(pieces: Sequence[bytes]) -> Pop3Reply | Challenge | NeedMore | Malformed:
    """Read a reply while logging in: the outcome, or a challenge."""
    challenge = _CHALLENGE.fullmatch(pieces[0])
    return Challenge(challenge[1] or b"") if challenge else read_reply(pieces)


def timestamp_in(greeting: str) -> str | None:
    """The time stamp that makes APOP possible (RFC 1939 §7), or None."""
    found = _TIMESTAMP.search(greeting)
    # Anything but ASCII could never be hashed the same way on both sides.
    return found[0] if found and found[0].isascii() else None


def counts_in(text: str) -> tuple[int, int] | None:
    """Messages and bytes from the answer to STAT (RFC 1939 §5), or None when it is malformed."""
    counts = _STAT.fullmatch(text)
    return (int(counts[1]), int(counts[2])) if counts else None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What CAPA offers (RFC 2449): keywords in capitals, with their parameters.

    ``known`` is false when the server does not know CAPA: then everything may be there.
    """

    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    known: bool = True

    def __contains__(self, keyword: object) -> bool:
        return keyword in self.parameters

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms, in the server's order, in capitals."""
        return self.parameters.get("SASL", ())


def keyword_of(line: bytes) -> tuple[str, tuple[str, ...]]:
    """One line of a CAPA answer: its keyword and its parameters, in capitals."""
    words = text_of(line).upper().split()
    return (words[0], tuple(words[1:])) if words else ("", ())


def read_capabilities(reply: Pop3Reply) -> Capabilities:
    """What a good reply to CAPA offers."""
    offers = [offer for offer in map(keyword_of, reply.lines) if offer[0]]
    return Capabilities(dict(offers), tuple(map(text_of, reply.lines)))
