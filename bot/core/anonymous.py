"""A text with what could tell who wrote it taken out: addresses, hosts, links and numbers. Pure.

What remains is kept only where the operator chose so, for learning what people ask in vain. Ports,
reply codes and clients' codes stay: they are what was asked about.
"""

from __future__ import annotations

import re

from knowledge.fold import fold_width

LONGEST = 1_000
"""Characters that are kept; more is a log, and not a question."""

ADDRESS, HOST, NUMBER, LINK = "<address>", "<host>", "<number>", "<link>"

_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-?A-~]+@(?:[\w.-]*[a-z0-9])?|@", re.IGNORECASE | re.ASCII)
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:])",
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.)+[a-z]{2,24}(?![\w-])", re.IGNORECASE | re.ASCII)
_CODE = re.compile(
    r"0x[0-9a-f]{6,8}(?![0-9a-f])|(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])|AADSTS\d{5,7}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\(?\d+(?:[()-]{1,2}\d+)+|\d{4,}")
_PORT_2525 = "2525"


def anonymous(text: str) -> str:
    """The text's first ``LONGEST`` characters, made anonymous; full width becomes half width."""
    said = fold_width(text[:LONGEST])
    said = _LINK.sub(LINK, said)
    said = _ADDRESS.sub(ADDRESS, said)
    said = _IP.sub(NUMBER, said)
    codes = [match.span() for match in _CODE.finditer(said)]
    said = _outside(said, codes)
    return _HOST.sub(HOST, said)


def _outside(text: str, kept: list[tuple[int, int]]) -> str:
    """Numbers masked everywhere but in the codes."""
    parts, at = [], 0
    for start, end in kept:
        parts += [_NUMBER.sub(_number, text[at:start]), text[start:end]]
        at = end
    return "".join((*parts, _NUMBER.sub(_number, text[at:])))


def _number(match: re.Match[str]) -> str:
    """A mail port of four digits is what was asked about."""
    return match[0] if match[0] == _PORT_2525 else NUMBER
