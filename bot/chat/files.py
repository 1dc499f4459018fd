"""The files that came with a message, as text to be read with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email import policy
from email.message import Message
from email.parser import Parser
from pathlib import PurePosixPath

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".bmp", ".tif", ".tiff"})

LONGEST = 1_000_000
"""Characters of all files together."""

_TEXTS = ("text/plain", "message/delivery-status", "text/rfc822-headers")
_PARTS = 30
_ENCODED = ("base64", "quoted-printable")


def text_with(text: str, files: Mapping[str, str]) -> str:
    """What was said, and below it what stands in the files."""
    read = (_read(name, content) for name, content in files.items())
    return "\n".join(filter(None, (text, *read)))[:LONGEST]


def only_pictures(files: Mapping[str, str]) -> bool:
    """Whether nothing came along but pictures, in which we read nothing."""
    return bool(files) and all(_suffix(name) in PICTURES for name in files)


def nothing_read(files: Mapping[str, str]) -> bool:
    """Whether files came along, and none of them has a text: too large, or of another kind."""
    return bool(files) and not any(files.values())


def is_mail(name: str) -> bool:
    """Whether a file is a mail, whose words stand in it in some encoding."""
    return _suffix(name) == ".eml"


def _read(name: str, content: str) -> str:
    if _suffix(name) in PICTURES:
        return ""
    if is_mail(name):
        return _mail(content) or content
    return content


def _suffix(name: str) -> str:
    return PurePosixPath(name.casefold()).suffix


def _mail(content: str) -> str:
    """The words of a mail: what a person wrote, or what a server says of a delivery."""
    # The older of Python's two policies: it reads a header that is broken as it stands.
    mail = Parser(policy=policy.compat32).parsestr(content[:LONGEST])
    return "\n".join(_words(mail))


def _words(mail: Message) -> Iterator[str]:
    """Headers that name senders and receivers stay out, but for what a report says itself."""
    for number, part in enumerate(mail.walk()):
        if number == _PARTS:
            return
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            yield "\n".join(map(str, part.get_payload()))
        elif kind in _TEXTS and part.get_content_disposition() != "attachment":
            yield _decoded(part).strip()


def _decoded(part: Message) -> str:
    payload = part.get_payload()
    if str(part.get("Content-Transfer-Encoding", "")).strip().casefold() not in _ENCODED:
        return str(payload)
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        return data.decode(charset, "replace") if isinstance(data, bytes) else str(payload)
    except (LookupError, ValueError):
        return str(payload)
