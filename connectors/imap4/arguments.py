"""Arguments as IMAP4 writes them (RFC 9051 §4.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.dialogue.arguments import argument


def quoted(text: str) -> bytes:
    """A quoted string.

    Raises:
        ArgumentRefused: it holds a control character.
        UnicodeEncodeError: it is not ASCII, which IMAP4rev1 allows in a literal only.
    """
    argument(text)
    return b'"' + text.encode("ascii").replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


@dataclass(frozen=True, slots=True)
class LoginLines:
    """The lines of a LOGIN command: those in the open, then the one with the password.

    Every line but the last ends in a literal's announcement, for which the server gives a sign.
    ``shown`` is the last line as it may be shown.
    """

    open: tuple[bytes, ...]
    secret: bytes
    shown: str

    def __repr__(self) -> str:
        return f"LoginLines({self.shown!r})"


def login_lines(tag: str, user: str, password: str, *, at_once: bool) -> LoginLines:
    """A LOGIN command (RFC 9051 §6.2.3); what is not ASCII goes as a literal.

    ``at_once``: the server takes literals without giving its sign first (RFC 7888).

    Raises:
        ArgumentRefused: an argument holds a control character.
    """
    name, word = _string(user, at_once), _string(password, at_once)
    *before, last = tag.encode() + b" LOGIN " + name[0], *name[1:]
    last += b" "
    if len(word) == 1:
        return LoginLines(tuple(before), last + word[0], (last + b"***").decode())
    return LoginLines((*before, last + word[0]), word[1], "***")


def _string(text: str, at_once: bool) -> tuple[bytes, ...]:
    """A quoted string, or a literal's announcement and its bytes, which begin a new line."""
    if text.isascii():
        return (quoted(text),)
    data = argument(text)
    return b"{%d%b}" % (len(data), b"+" if at_once else b""), data
