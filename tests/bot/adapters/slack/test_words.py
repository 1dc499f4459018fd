"""What somebody typed, out of what Slack makes of it."""

from __future__ import annotations

import pytest

from bot.adapters.slack.words import typed

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> what's port 143?", "what's port 143?"),
        ("143番ポートって何? <@U0BOT>", "143番ポートって何?"),
        ("<@U0BOT|mailmedic>　受信できません", "受信できません"),
        ("<@U0BOT>", ""),
        ("ask <@U2|hana> and <@U3>", "ask @hana and @U3"),
        ("in <#C1|general> or <#C2>", "in #general or #C2"),
        ("<!here> <!subteam^S1|@helpdesk> <!channel>", "@here @helpdesk @channel"),
        ("<!date^1392734382^{date}|2014-02-18>", "2014-02-18"),
        ("&lt;taro@example.com&gt; &amp;amp;", "<taro@example.com> &amp;"),
        (
            "check <mailto:taro@example.com|taro@example.com>",
            "check taro@example.com",
        ),
        ("<mailto:taro@example.com>", "taro@example.com"),
        (
            "cannot reach <http://imap.example.com|imap.example.com>:993",
            "cannot reach imap.example.com:993",
        ),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("```\n535 5.7.8 Error\n```", "535 5.7.8 Error"),
        ("before ```554 no``` after", "before \n554 no\n after"),
        ("non\u00a0breaking", "non breaking"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("", ""),
    ],
)
def test_typed(text: str, expected: str) -> None:
    """Links are their words again, names are names, and our own is gone."""
    assert typed(text, BOT) == expected
