"""What people type reaches an app as Slack writes it."""

from __future__ import annotations

import pytest

from tests.slack_platform.typed import in_marks, in_rich_text

PEOPLE = {"mailmedic": "U1", "taro": "U2"}
TABLE = {
    "what's port 143?": "what's port 143?",
    "a < b & c > d": "a &lt; b &amp; c &gt; d",
    "check taro@example.com": "check <mailto:taro@example.com|taro@example.com>",
    "taro@example.com をチェック": "<mailto:taro@example.com|taro@example.com> をチェック",
    "see https://example.com/a?b=1&c=2": "see <https://example.com/a?b=1&amp;c=2>",
    "imap.example.com refuses": "<http://imap.example.com|imap.example.com> refuses",
    "@mailmedic hello": "<@U1> hello",
    "@nobody hello": "@nobody hello",
    "`imap.example.com`": "`imap.example.com`",
    "ポート143とは?": "ポート143とは?",
}


@pytest.mark.parametrize(("typed", "sent"), TABLE.items())
def test_in_marks(typed: str, sent: str) -> None:
    """Escapes, links and mentions are made as the client makes them."""
    assert in_marks(typed, PEOPLE) == sent


@pytest.mark.parametrize("typed", TABLE)
def test_in_rich_text(typed: str) -> None:
    """The same as blocks, which show what was typed."""
    (block,) = in_rich_text(typed, PEOPLE, "b1")
    runs = block["elements"][0]["elements"]
    shown = "".join(run.get("text") or run.get("url") or "@mailmedic" for run in runs)
    assert shown == typed.strip("`")
