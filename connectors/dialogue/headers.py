"""Subject, From and Date of a message, as people read them.

Standard headers are ASCII with encoded words (RFC 2047) or UTF-8 (RFC 6532). Real ones are also
ISO-2022-JP with the shift sequences in the open, or bare bytes of EUC-JP, Shift_JIS or
Windows-1252, and encoded words cut through the middle of a character.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from itertools import groupby

from connectors.model import Newest

VALUE_LIMIT = 1_000
"""Characters of a value: the longest honest subject is one line (RFC 5322 §2.1.1: 998)."""

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
# No part may hold a question mark or a blank, so that nothing is looked at twice.
_WORD = re.compile(rb"=\?([!->@-~]{1,60})\?([BbQq])\?([^?\s]*)\?=")
_BLANKS = re.compile(rb"[ \t\r\n]*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")


def read_headers(lines: Iterable[bytes]) -> dict[str, str]:
    """Header lines as names in small letters with decoded values; the first of a name counts."""
    headers: dict[str, str] = {}
    for name, value in _unfolded(lines):
        headers.setdefault(name, decode(value))
    return headers


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    name, value = "", []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            value.append(line)
        else:
            if name:
                yield name, b"".join(value)
            field = _FIELD.fullmatch(line)
            name = field[1].decode("ascii").lower() if field else ""
            value = [field[2]] if field else []
    if name:
        yield name, b"".join(value)


def decode(value: bytes) -> str:
    """A header's value as text, without control characters and marks that turn the direction."""
    text = "".join(_joined(_parts(value)))
    text = _NOT_SHOWN.sub(" ", text).strip()
    return text if len(text) <= VALUE_LIMIT else text[:VALUE_LIMIT] + "…"


def date_of(value: str) -> str:
    """A Date header in ISO 8601 with its offset; as it was written when it is no date."""
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return value


def _parts(value: bytes) -> Iterator[tuple[str | None, bytes]]:
    """Stretches of bytes with their character set; None where they stand in the open."""
    at = 0
    for word in _WORD.finditer(value):
        before = value[at : word.start()]
        # RFC 2047 §6.2: blanks between two encoded words are not part of the text.
        if before and not (at and _BLANKS.fullmatch(before)):
            yield None, before
        charset = word[1].decode("ascii").partition("*")[0].lower()
        yield charset, _transferred(word[2], word[3])
        at = word.end()
    if at < len(value):
        yield None, value[at:]


def _joined(parts: Iterable[tuple[str | None, bytes]]) -> Iterator[str]:
    # Neighbours of one character set are decoded as one: many programs cut characters in two.
    for charset, group in groupby(parts, key=lambda part: part[0]):
        data = [part for _, part in group]
        if charset is None:
            yield "".join(map(_guessed, data))
        elif charset.startswith("iso-2022-jp"):
            # Each word begins in ASCII again (RFC 1468), which only separate decoding respects.
            yield "".join(map(decode_iso_2022_jp, data))
        else:
            yield _named(charset, b"".join(data))


def _transferred(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"Qq":
        return _HEX.sub(lambda digits: bytes.fromhex(digits[1].decode()), text.replace(b"_", b" "))
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return text


_CHARSET = re.compile(
    "(?:utf|us-ascii|iso-?8859|windows-|cp|koi8|euc|shift|x-sjis|sjis|gb|hz|big5|ks_|tis|iso-2022)"
    "[a-z0-9_-]*"
)
# Programs put more characters into these sets than their names allow.
_WIDER = {
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
}


def _named(charset: str, data: bytes) -> str:
    # Python also knows codecs that are no character sets, and slow ones: only mail's are tried.
    if not _CHARSET.fullmatch(charset):
        return _guessed(data)
    try:
        return data.decode(_WIDER.get(charset, charset), "replace")
    except (LookupError, UnicodeError):
        return _guessed(data)


def _guessed(data: bytes) -> str:
    """Bytes in the open, which say nothing of their character set."""
    if b"\x1b" in data:
        return decode_iso_2022_jp(data)
    # Both are so strict that other text hardly ever passes for them.
    for charset in ("utf-8", "euc-jp"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    japanese = data.decode("cp932", "replace")
    # Western text passes for Shift_JIS often, but never makes kana without a fault.
    if _KANA.search(japanese) and "\ufffd" not in japanese:
        return japanese
    return data.decode("cp1252", "replace")


def decode_iso_2022_jp(data: bytes) -> str:
    """ISO-2022-JP (RFC 1468) and what programs put into it: half-width kana, ①, ㈱, 髙."""
    try:
        return data.decode("iso2022_jp_ext")
    except UnicodeDecodeError:
        return _as_shift_jis(data).decode("cp932", "replace")


_SHIFT = re.compile(rb"\x1b(\$[@B]|\([BJI])")


def _as_shift_jis(data: bytes) -> bytes:
    """The same characters as Shift_JIS, whose codec knows the vendors' additions."""
    stretches = _SHIFT.split(data)
    converted = [stretches[0]]
    for shift, text in zip(stretches[1::2], stretches[2::2], strict=True):
        match shift:
            case b"$@" | b"$B":
                converted.append(b"".join(map(_pair_in_shift_jis, text[::2], text[1::2])))
            case b"(I":
                converted.append(bytes(byte | 0x80 for byte in text))
            case _:
                converted.append(text)
    return b"".join(converted)


def _pair_in_shift_jis(row: int, cell: int) -> bytes:
    """One character's two bytes, by the formula of JIS X 0208, annex 1."""
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return b"?"
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    if row % 2 == 0:
        return bytes((lead, cell + 0x7E))
    return bytes((lead, cell + (0x20 if cell >= 0x60 else 0x1F)))


def newest(headers: Mapping[str, str], size: int, flags: tuple[str, ...] = ()) -> Newest:
    """What is told of the newest message, from its headers."""
    return Newest(
        subject=headers.get("subject", ""),
        sender=headers.get("from", ""),
        date=date_of(headers.get("date", "")),
        size=size,
        flags=flags,
    )
