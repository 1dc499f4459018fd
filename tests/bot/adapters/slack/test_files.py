"""Which files are read, and as what text."""

from __future__ import annotations

import pytest

from bot.adapters.slack.files import MOST_BYTES, Readable, readable, text_of
from bot.adapters.slack.read import Offered

URL = "https://files.slack.com/f"


@pytest.mark.parametrize(
    ("name", "kind", "size", "expected"),
    [
        ("mail.log", "text/plain", 10, Readable.TEXT),
        ("bounce.eml", "message/rfc822", 10, Readable.TEXT),
        ("bounce.EML", "application/octet-stream", MOST_BYTES, Readable.TEXT),
        ("エラー.txt", "", 10, Readable.TEXT),
        ("mail.log", "text/plain", MOST_BYTES + 1, Readable.TOO_LARGE),
        ("screen.png", "image/png", 10, Readable.PICTURE),
        ("huge.png", "image/png", MOST_BYTES + 1, Readable.PICTURE),
        ("setup.exe", "application/octet-stream", 10, Readable.NO),
        ("mail.pst", "application/vnd.ms-outlook", 10, Readable.NO),
    ],
)
def test_readable(name: str, kind: str, size: int, expected: Readable) -> None:
    """By its type, else by its name."""
    assert readable(Offered(name, kind, size, URL)) is expected


def test_a_file_that_slack_hides_is_not_read() -> None:
    """Of a connected organization, it has no address."""
    assert readable(Offered("mail.log", "text/plain", 10, "")) is Readable.NO


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "iso-2022-jp", "shift_jis"]
)
def test_text_of(encoding: str) -> None:
    """In the encodings of Japanese mails and logs."""
    text = "受信できません: 535 認証エラー"
    assert text_of(text.encode(encoding)) == text


def test_what_is_no_text_at_all_is_read_somehow() -> None:
    """No byte is a reason to fail."""
    assert text_of(b"\xff\x81\xfd\x00 550").endswith("550")
    assert text_of(b"") == ""
