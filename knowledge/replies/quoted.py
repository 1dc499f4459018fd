"""What of a pasted text a server said, where a program tells it in a frame of its own.

A program that failed says "cannot connect", "sending failed" or "is the password right?", whatever
the reason; what it quotes is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Quotes looked at, and characters of each: logs repeat themselves.
_MOST, _LONGEST = 60, 600
_WHO = "(?:server|host|mta|site|system|mailer|machine)"
_INTRODUCED = (
    # The server response was: ..., host mx.example.org[192.0.2.1] said: ...
    rf"(?:{_WHO}'?s? (?:error )?(?:response|reply|answer|message)(?: was| is)?"
    rf"|{_WHO} [^\s:]{{0,80}} ?(?:said|says|replied|responded|answered|returned)"
    r"|(?<![a-z])(?:response|reply|said|replied|responded)(?: was| is)?"
    r"|(?:の|からの)(?:応答|返答|めっせじ)"
    r"|(?<![a-z])data)(?: with)? ?[:=] ?"
    r"|diagnostic-code: ?smtp ?; ?"
)
# A reply by itself: after a bracket or colon, or where a line begins, arrows of a dialogue before.
_REPLY = (
    r"(?:[45]\d\d(?:[ -]|, ?b?['\"])(?=\D|[45]\.)"
    r"|\* (?:no|bad|bye) |[a-z]{0,4}\d{1,6} (?:no|bad) |-err )"
)
_BY_ITSELF = (
    r"(?:^[ \t]{0,8}(?:<[-~=*<]{0,3} ?|s: ?|server: ?)?"
    rf"|(?:[:;=(\[>]|=>|->) ?['\"]?)(?={_REPLY})"
    r"|^[ \t]{0,8}(?:<[-~=*<]{1,3}|s:|server:) "
)
_BEGINS = rf"(?m){_INTRODUCED}|{_BY_ITSELF}"
_OPENED = r"\[?b?(['\"「“‘])"
_CLOSED = {"'": "'", '"': '"', "「": "」", "“": "”", "‘": "’"}
# What sendmail says of an address at the end, whatever the remote server's reason was.
_OWN_END = r"[45]\d\d (?:[45]\.\d{1,3}\.\d{1,3} )?<?[^\s<>]{1,254}>?\.\.\. "
_REMOTE = r"<<< ?[45]\d\d|[(]reason: ?[45]\d\d"
# A quote without marks reaches to the next paragraph, or to what the program says again.
_ENDS = (
    rf"\n[ \t]*\n|[(]in reply to |[\s)]{_OWN_END}"
    r"|\n(?=[ \t]*(?:\*|-?>|c:|~>|[a-z-]{3,30}:))"
)


class Quote(NamedTuple):
    """From where to where a server speaks."""

    start: int
    end: int


def quotes(text: str) -> tuple[Quote, ...]:
    """Where a folded text quotes a server: of replies within replies the innermost."""
    return tuple(_quotes(text))


def _quotes(text: str) -> Iterator[Quote]:
    begins = zip(re.finditer(_BEGINS, text), range(_MOST), strict=False)
    starts = [match.end() for match, _ in begins]
    own = re.compile(_OWN_END).match if re.search(_REMOTE, text) else None
    for start, following in zip(starts, [*starts[1:], len(text)], strict=False):
        end = min(_end(text, start), following)
        is_own = own and own(text, start) and not text.endswith("<<< ", 0, start)
        if not is_own and text[start:end].strip(" \t\n'\"[(b"):
            yield Quote(start, end)


def _end(text: str, start: int) -> int:
    reach = min(len(text), start + _LONGEST)
    opened = re.compile(_OPENED).match(text, start)
    if opened:
        closed = re.compile(rf"{_CLOSED[opened[1]]}(?![a-z0-9])").search(text, opened.end(), reach)
        if closed:
            return closed.start()
    ended = re.compile(_ENDS).search(text, start, reach)
    return ended.start() if ended else reach
