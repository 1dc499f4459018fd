"""IMAP4 responses: status, data and continuation (RFC 9051 §7, RFC 3501 §7).

A line that ends in ``{n}`` goes on with n bytes and a further line, but only where the braces
are not part of a quoted string or of a status response's free words: a subject may hold ``{50}``.
So quoted strings are understood first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Union

from connectors.dialogue.reading import Malformed, NeedMore, text_of
from connectors.imap4.values import Value, announced, read_values


class Condition(StrEnum):
    """What a status response says (RFC 9051 §7.1)."""

    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    PREAUTH = "PREAUTH"
    BYE = "BYE"


@dataclass(frozen=True, slots=True)
class Code:
    """A response code: the word in brackets in capitals, and its arguments as they were written."""

    name: str
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How a command went, or news. ``tag`` is ``*`` where it answers no command.

    ``text`` are the words as they were sent, the code in brackets included.
    """

    tag: str
    condition: Condition
    code: Code | None
    text: str


@dataclass(frozen=True, slots=True)
class Data:
    """What the server tells: ``* 23 EXISTS`` has the number 23 and the name EXISTS."""

    name: str
    number: int | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Continuation:
    """The server asks for more; while logging in, ``text`` is still in base64."""

    text: bytes


Response = Union[Status, Data, Continuation]  # noqa: UP007 (a value at run time, too)

_STATUS = re.compile(
    rb"""(\*|[^\x00-\x20\x7f-\xff+*(){%"\\]{1,64})[ ]+  # the tag
         (OK|NO|BAD|PREAUTH|BYE)(?:[ ]+(.*))?""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CODE = re.compile(r'\[([^\s\]]++)(?: ++((?:"(?:[^"\\]++|\\.)*"|[^\]"]++)*))?\]', re.DOTALL)
# For a server that puts a single quotation mark into a code.
_CODE_CARELESS = re.compile(r"\[([^\s\]]++)(?: ++([^\]]*+))?\]", re.DOTALL)
_CONTINUATION = re.compile(rb"\+(?: (.*))?", re.DOTALL)
_DATA = re.compile(rb"\*[ ]+(?:([0-9]{1,20})[ ]+)?([A-Za-z][A-Za-z0-9.+_-]*+)([ (].*)?", re.DOTALL)
_UNTAGGED_ONLY = (Condition.PREAUTH, Condition.BYE)


def read_response(pieces: Sequence[bytes]) -> Response | NeedMore | Malformed:
    """Read one response: lines, with literals between them."""
    if len(pieces) % 2 == 0:
        return NeedMore()
    if len(pieces) == 1:
        if (response := _of_one_line(pieces[0])) is not None:
            return response
        if not _DATA.fullmatch(pieces[0]):
            return Malformed(pieces[0])
    if (octets := announced(pieces[-1])) is not None:
        return NeedMore(octets)
    return _data(pieces)


def _of_one_line(line: bytes) -> Response | None:
    if found := _STATUS.fullmatch(line):
        tag, condition = text_of(found[1]), Condition(text_of(found[2]).upper())
        if tag == "*" or condition not in _UNTAGGED_ONLY:
            text = text_of(found[3] or b"")
            return Status(tag, condition, _code(text), text)
    if found := _CONTINUATION.fullmatch(line):
        return Continuation(found[1] or b"")
    return None


def _code(text: str) -> Code | None:
    found = _CODE.match(text) or _CODE_CARELESS.match(text)
    return Code(found[1].upper(), found[2] or "") if found else None


def _data(pieces: Sequence[bytes]) -> Data | Malformed:
    found = _DATA.fullmatch(pieces[0])
    values = read_values(found[3] or b"", pieces[1:]) if found else None
    if found is None or values is None:
        return Malformed(pieces[0])
    number = int(found[1]) if found[1] else None
    return Data(text_of(found[2]).upper(), number, values)
