"""Slack's payloads to what was heard: every way in, and what is not for us."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack import read
from bot.adapters.slack.people import who
from bot.core.chat import Way, Where
from tests.bot.adapters.slack import payloads
from tests.bot.adapters.slack.payloads import BOT, CHANNEL, DIRECT, TARO, TEAM, URL

IN_CHANNEL = Where(f"slack:{TEAM}:{CHANNEL}", f"slack:{TEAM}")


@pytest.mark.parametrize("text", ["", "what's port 143?", "POP3とIMAP4の違いは?"])
def test_a_command(text: str) -> None:
    """Its words, where it was typed, and both keys to an answer."""
    said = read.command(payloads.command(text))
    assert (said.text, said.way) == (text, Way.COMMAND)
    assert said.origin.where == IN_CHANNEL
    assert (said.origin.response_url, said.origin.trigger) == (URL, "1.2.3")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("help", "help"), ("受付", "受付"), ("directmessage", ""), ("privategroup", ""), (None, "")],
)
def test_what_a_channel_is_called(name: str | None, expected: str) -> None:
    """As people call it; Slack's word for none is none."""
    body = payloads.command(channel_name=name)
    assert read.command(body).origin.where.name == expected
    clicked = payloads.click("x", channel={"id": CHANNEL, "name": name})
    assert read.action(clicked).origin.where.name == expected


def test_a_mention_is_answered_below_it() -> None:
    """In the thread that it is in, else in one of its own."""
    said = read.event(payloads.event(text=f"<@{BOT}> 受信できません"), BOT)
    assert said is not None
    assert (said.text, said.way, said.origin.thread) == ("受信できません", Way.MENTION, "17.5")
    below = read.event(payloads.event(thread_ts="16.0"), BOT)
    assert below is not None
    assert below.origin.thread == "16.0"


def test_a_direct_message_is_answered_where_it_is() -> None:
    """Without a thread, unless the person began one."""
    said = read.event(payloads.direct("助けて"), BOT)
    assert said is not None
    assert (said.text, said.way, said.origin.thread) == ("助けて", Way.DIRECT, "")
    assert said.origin.where == Where(f"slack:{TEAM}:{DIRECT}", f"slack:{TEAM}", direct=True)
    below = read.event(payloads.direct(thread_ts="16.0"), BOT)
    assert below is not None
    assert below.origin.thread == "16.0"


def test_a_message_of_a_watched_channel() -> None:
    """It was not said to us, and the operator's rules decide."""
    said = read.event(payloads.event("message", channel_type="channel"), BOT)
    assert said is not None
    assert said.way is Way.WATCHED


def test_what_is_said_twice_has_one_id() -> None:
    """A mention in a watched channel, and a message that is delivered again."""
    mention = read.event(payloads.event(), BOT)
    again = read.event(payloads.event(event_id="Ev2"), BOT)
    watched = read.event(payloads.event("message", channel_type="channel"), BOT)
    assert mention is not None
    assert again is not None
    assert watched is not None
    assert mention.id == again.id == watched.id


@pytest.mark.parametrize(
    "said",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": ""},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "user": None},
        {"hidden": True},
    ],
)
@pytest.mark.parametrize("channel", [{}, {"channel_type": "im"}])
def test_what_nobody_says_is_not_heard(said: dict[str, Any], channel: dict[str, Any]) -> None:
    """Edits, joins, programs and ourselves."""
    assert read.event(payloads.event("message", **{**channel, **said}), BOT) is None


def test_a_mention_in_a_watched_channel_is_heard_as_one() -> None:
    """Its other delivery, as a plain message, is left alone."""
    twin = payloads.event("message", channel_type="channel", text=f"<@{BOT}> hi")
    assert read.event(twin, BOT) is None


def test_files_come_along() -> None:
    """With the address that needs our token; what was taken back does not."""
    log = {
        "id": "F1",
        "name": "mail.log",
        "mimetype": "text/plain",
        "size": 20,
        "url_private_download": "https://files.slack.com/f1",
    }
    gone = {"id": "F2", "mode": "tombstone"}
    shared = payloads.direct("", subtype="file_share", files=[log, gone])
    said = read.event(shared, BOT)
    assert said is not None
    assert said.files == (read.Offered("mail.log", "text/plain", 20, "https://files.slack.com/f1"),)


def test_a_shortcut_on_a_message() -> None:
    """All its words: programs speak by attachments, forwarded mails are files."""
    message = {
        "ts": "17.5",
        "thread_ts": "16.0",
        "text": "配送エラー",
        "attachments": [{"pretext": "from the monitor", "text": "550 5.1.1 unknown"}],
        "files": [{"id": "F1", "plain_text": "Delivery failed", "mode": "email"}],
    }
    said = read.shortcut(payloads.shortcut(message))
    assert said.text.splitlines() == [
        "配送エラー",
        "from the monitor",
        "550 5.1.1 unknown",
        "Delivery failed",
    ]
    assert (said.way, said.origin.thread, said.origin.response_url) == (Way.SHORTCUT, "16.0", URL)


def test_a_shortcut_on_a_program_that_speaks_by_blocks() -> None:
    """Monitoring writes a line as text, and what happened into blocks and fields."""
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [
                    {"type": "text", "text": "535 5.7.8 "},
                    {"type": "text", "text": "no"},
                ],
            }
        ],
    }
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "New alert"},
        "fields": [{"type": "plain_text", "text": "host: mail01"}],
    }
    message = {
        "ts": "17.5",
        "text": "New  alert",
        "blocks": [section, rich],
        "attachments": [
            {
                "fallback": "not shown",
                "fields": [{"title": "Error", "value": "550 5.1.1"}],
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "at 09:12"}}],
            }
        ],
    }
    said = read.shortcut(payloads.shortcut(message))
    assert said.text.splitlines() == [
        "New  alert",
        "host: mail01",
        "535 5.7.8 no",
        "Error",
        "550 5.1.1",
        "at 09:12",
    ]


def test_a_shortcut_on_blocks_without_end() -> None:
    """They are read as deep as any real ones go."""
    blocks: list[object] = [{"type": "section", "text": {"type": "mrkdwn", "text": "near"}}]
    deep: object = {"text": "far"}
    for _ in range(3_000):
        deep = [deep]
    message = {"ts": "17.5", "text": "", "blocks": [*blocks, deep]}
    assert read.shortcut(payloads.shortcut(message)).text == "near"


def test_the_shortcut_from_anywhere_is_a_wish_for_a_check() -> None:
    """It has no channel: the person's own conversation is the place."""
    said = read.shortcut(payloads.shortcut(None))
    assert said.text == "check"
    assert said.origin.where == Where(f"slack:{TEAM}:{TARO}", f"slack:{TEAM}", direct=True)


def test_a_click() -> None:
    """What the button stands for, and what kind it is."""
    said = read.action(payloads.click("topic:port.143"))
    assert (said.text, said.way, said.action) == ("topic:port.143", Way.PICK, "pick")
    assert said.origin.ephemeral


def test_a_choice_of_a_menu() -> None:
    """The option's value."""
    chosen = {"action_id": "choose:1", "selected_option": {"value": "language:ja"}}
    said = read.action(payloads.click("", actions=[chosen]))
    assert (said.text, said.action) == ("language:ja", "choose")


def test_a_click_in_a_thread_and_on_the_home_tab() -> None:
    """The thread is the message's; a view has no channel."""
    below = payloads.click("x", message={"thread_ts": "16.0"})
    assert read.action(below).origin.thread == "16.0"
    home = payloads.click("x", channel=None, container={"type": "view"}, view={"type": "home"})
    origin = read.action(home).origin
    assert (origin.channel, origin.view) == ("", "home")


@pytest.mark.parametrize(
    "body",
    [
        payloads.event(user_team="T2"),
        payloads.event(user_team="T2", source_team="T2"),
    ],
)
def test_people_of_other_organizations_are_strangers(body: dict[str, Any]) -> None:
    """Slack says so in what they say, before anybody is asked."""
    said = read.event(body, BOT)
    assert said is not None
    assert said.origin.stranger


def test_a_stranger_clicks() -> None:
    """In a shared channel buttons are for everybody."""
    body = payloads.click("x", user={"id": "U9", "team_id": "T2"})
    assert read.action(body).origin.stranger
    assert not read.action(payloads.click("x")).origin.stranger


def test_a_payload_for_an_organization_names_ours() -> None:
    """The workspace that we were installed in, not the speaker's."""
    body = payloads.event(user_team="T2")
    body["team_id"] = "T2"
    assert read.workspace_of(body) == (TEAM, "")
    assert read.workspace_of(payloads.command(enterprise_id="E1")) == (TEAM, "E1")
    assert read.workspace_of(payloads.click("x")) == (TEAM, "")


def test_keys_are_hidden() -> None:
    """A response URL lets whoever reads it speak for us; words are nobody's but the speaker's."""
    shown = repr(read.command(payloads.command("my secret")))
    assert URL not in shown
    assert "1.2.3'" not in shown.replace("command:1.2.3'", "")
    assert "my secret" not in shown


def test_heard() -> None:
    """What the core is told."""
    said = read.command(payloads.command("hi"))
    heard = said.heard(who(TEAM, TARO, {"name": "taro", "locale": "ja-JP"}), {"a.log": "x"})
    assert (heard.text, heard.who.id, heard.where) == ("hi", f"slack:{TEAM}:{TARO}", IN_CHANNEL)
    assert heard.files == {"a.log": "x"}
