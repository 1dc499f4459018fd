"""Subject, From and Date as people read them, in Japanese above all."""

from __future__ import annotations

import base64
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dialogue.headers import (
    VALUE_LIMIT,
    date_of,
    decode,
    decode_iso_2022_jp,
    newest,
    read_headers,
)

MEETING = "会議の件"


def word(charset: str, data: bytes) -> bytes:
    return b"=?%b?B?%b?=" % (charset.encode(), base64.b64encode(data))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b" Meeting on Monday", "Meeting on Monday"),
        (b"", ""),
        # Encoded words
        (word("UTF-8", MEETING.encode()), MEETING),
        (word("ISO-2022-JP", MEETING.encode("iso2022_jp")), MEETING),
        (word("iso-2022-jp-ms", MEETING.encode("iso2022_jp")), MEETING),
        (word("Shift_JIS", MEETING.encode("cp932")), MEETING),
        (word("EUC-JP", MEETING.encode("euc_jp")), MEETING),
        (word("windows-1252", "Grüße – €".encode("cp1252")), "Grüße – €"),
        (word("iso-8859-1", "“quoted”".encode("cp1252")), "“quoted”"),
        (word("gb2312", "会议".encode("gb18030")), "会议"),
        (word("utf-8*ja", MEETING.encode()), MEETING),
        (b"=?utf-8?q?Caf=C3=A9_at_eight?=", "Café at eight"),
        (b"=?utf-8?Q?a=3Fb=ZZ?=", "a?b=ZZ"),
        (b"Re: " + word("UTF-8", MEETING.encode()) + b" (2)", f"Re: {MEETING} (2)"),
        (b'"=?UTF-8?B?5bGx55Sw?=" <taro@example.com>', '"山田" <taro@example.com>'),
        # Blanks between words vanish; characters that were cut in two are made whole
        (word("UTF-8", "会議".encode()) + b"\r\n " + word("UTF-8", "の件".encode()), MEETING),
        (word("UTF-8", MEETING.encode()[:4]) + b" " + word("utf-8", MEETING.encode()[4:]), MEETING),
        (
            word("ISO-2022-JP", "会議".encode("iso2022_jp"))
            + b"\r\n\t"
            + word("ISO-2022-JP", "の件".encode("iso2022_jp")),
            MEETING,
        ),
        (b"a =?utf-8?q?b?= c", "a b c"),
        # The vendors' additions to ISO-2022-JP
        (word("ISO-2022-JP", b"\x1b$B-!-j\x1b(B"), "①㈱"),
        (word("ISO-2022-JP", b"\x1b(I16\x1b(B"), "ｱｶ"),
        (word("ISO-2022-JP", b"\x1b$B-!2q5D\x1b(I16\x1b(J!\x1b$@$N\x1b(B"), "①会議ｱｶ!の"),
        # In the open
        (MEETING.encode(), MEETING),
        (MEETING.encode("iso2022_jp"), MEETING),
        (MEETING.encode("euc_jp"), MEETING),
        (MEETING.encode("cp932"), MEETING),
        ("Présentation à étudier".encode("latin-1"), "Présentation à étudier"),
        # Broken, and what is saved of it
        (b"=?utf-8?B?5bGx55Sw=?=", "山田"),
        (b"=?utf-8?B?x?=", "x"),
        (b"=?no-such-set?Q?abc?=", "abc"),
        (b"=?punycode?Q?abc?=", "abc"),
        (b"=?cp99999?Q?abc?=", "abc"),
        (b"=?utf-16?Q?=00?=", "\ufffd"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?Q?abc", "=?utf-8?Q?abc"),
        (word("ISO-2022-JP", b"\x1b$B\x01\x02\x7f\x7f\x1b(B"), "??"),
        # Nothing that a chat or terminal would obey
        (b"a\x1b[31mred\x07\tb", "a [31mred b"),
        (word("utf-8", "a\u202egpj.exe\u2028b\x85c".encode()), "a gpj.exe b c"),
    ],
)
def test_values(value: bytes, text: str) -> None:
    """Whatever a program has written, people see what was meant."""
    assert decode(value) == text


def test_length() -> None:
    """An endless subject is cut."""
    assert decode(b"x" * 70_000) == "x" * VALUE_LIMIT + "…"


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "euc-jp"])
@given(text=st.text("会議の件についてアイウ亜熙ー abcXYZ=?_", max_size=200))
def test_what_programs_write(charset: str, text: str) -> None:
    """Subjects that a library's encoder has written and folded come back."""
    written = Header(text, charset).encode()
    expected = "".join(text.split()) if charset == "utf-8" else text
    shown = decode(written.replace("\n", "\r\n").encode())
    assert "".join(shown.split()) == "".join(expected.split())


@given(st.binary(max_size=300))
def test_anything_at_all(data: bytes) -> None:
    """Any bytes give text without control characters; never an error."""
    for value in (
        data,
        b"=?" + data,
        b"\x1b$B" + data,
        word("iso-2022-jp", data),
        word("utf-7", data),
    ):
        assert not any(ord(character) < 32 for character in decode(value))


@pytest.mark.parametrize(
    "evil", [b"=?x?q?", b"=?", b"=?a?q?a?=", b"\x1b$B", b"=", b"=?utf-8?b?", b" \t"]
)
def test_time_grows_with_length_only(evil: bytes) -> None:
    """A header of the largest size is decoded at once, whatever it repeats."""
    decode(evil * (2_000_000 // len(evil)))


def test_headers() -> None:
    """Names in small letters, folded values joined, the first of a name counts."""
    lines = [
        b" a fold of nothing",
        b"Subject: =?UTF-8?B?5Lya6K2w?=",
        b"\t=?UTF-8?B?44Gu5Lu2?=",
        b"FROM : Taro <taro@example.com>",
        b"subject: another",
        b"no colon here",
        b" its fold",
        b"",
    ]
    assert read_headers(lines) == {"subject": MEETING, "from": "Taro <taro@example.com>"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Thu, 26 Nov 2026 19:49:55 +0900", "2026-11-26T19:49:55+09:00"),
        ("26 Nov 2026 19:49 GMT (comment)", "2026-11-26T19:49:00+00:00"),
        ("yesterday", "yesterday"),
        ("", ""),
        ("Thu, 26 Nov 999999999999 19:49:55 +0000", "Thu, 26 Nov 999999999999 19:49:55 +0000"),
    ],
)
def test_dates(written: str, told: str) -> None:
    """A date in one form; what is none as it was written."""
    assert date_of(written) == told


def test_newest() -> None:
    """What is told of a message; headers that are not there are empty."""
    told = newest({"subject": MEETING, "from": "Taro"}, 120, ("\\Seen",))
    assert (told.subject, told.sender, told.date, told.size) == (MEETING, "Taro", "", 120)
    assert told.flags == ("\\Seen",)


@given(st.binary(max_size=100))
def test_iso_2022_jp_is_always_text(data: bytes) -> None:
    """Whatever follows a shift sequence, there is text."""
    assert isinstance(decode_iso_2022_jp(b"\x1b$B" + data), str)
