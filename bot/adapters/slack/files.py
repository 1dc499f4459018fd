"""Which of the files that came with a message are read, and as what text."""

from __future__ import annotations

from enum import Enum, auto

from bot.adapters.slack.read import Offered

MOST_BYTES = 1024 * 1024
MOST_FILES = 10

_ENDINGS = (".eml", ".log", ".txt", ".msg.txt", ".csv", ".json", ".md", ".ics")
_TEXTS = ("text/", "message/rfc822", "message/delivery-status", "application/json")
_ESCAPE_SEQUENCES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


class Readable(Enum):
    """What can be done with a file."""

    TEXT = auto()
    PICTURE = auto()
    TOO_LARGE = auto()
    NO = auto()


def readable(file: Offered) -> Readable:
    """Whether a file is read, by what Slack says of it."""
    kind, name = file.kind.lower(), file.name.lower()
    if kind.startswith("image/"):
        return Readable.PICTURE
    if not (kind.startswith(_TEXTS) or name.endswith(_ENDINGS)) or not file.url:
        return Readable.NO
    return Readable.TOO_LARGE if file.size > MOST_BYTES else Readable.TEXT


def text_of(content: bytes) -> str:
    """The text of a file, in the encodings that mail and logs are written in."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if any(sequence in content for sequence in _ESCAPE_SEQUENCES):
        return content.decode("iso-2022-jp", "replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
