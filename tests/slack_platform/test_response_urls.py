"""Response URLs: five uses in thirty minutes."""

from __future__ import annotations

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Message
from tests.slack_platform.shapes import Json
from tests.slack_platform.strict import actor


def url_of(slack: SlackPlatform, message: Message | None = None) -> AsyncWebhookClient:
    """A new response URL of taro's."""
    acme = slack.workspace("acme")
    taro = acme.named("taro")
    channel = message.channel if message else acme.im(taro)
    key = slack.tickets.response_url(acme, channel, taro, message)
    return AsyncWebhookClient(f"{slack.address}/commands/{key}")


@pytest.fixture(autouse=True)
def _taro(slack: SlackPlatform) -> None:
    slack.workspace("acme").add_person("taro")


async def test_five_uses(slack: SlackPlatform) -> None:
    """The sixth is refused."""
    url = url_of(slack)
    for _ in range(5):
        assert (await url.send(text="x")).status_code == 200
    answer = await url.send(text="x")
    assert (answer.status_code, "used_url" in answer.body) == (404, True)


async def test_thirty_minutes(slack: SlackPlatform) -> None:
    """Not a second longer."""
    url = url_of(slack)
    await slack.passes(1800)
    assert (await url.send(text="x")).status_code == 200
    await slack.passes(1)
    assert "expired_url" in (await url.send(text="x")).body


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": ""}, "empty"),
        ({"blocks": [{"type": "divider"}]}, "no_text"),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, "unknown_type"),
        ({"text": "x", "channel": "C1"}, "unknown_field"),
        ({"text": "x", "response_type": "in_channel"}, "unfurls"),
        ({"text": "x", "replace_original": True}, "nothing_to_replace"),
    ],
)
async def test_bad_answers(slack: SlackPlatform, said: Json, code: str) -> None:
    """They are judged like any message; a command's own answer cannot be replaced."""
    await url_of(slack).send_dict(said)
    assert code in slack.take_violations()


async def test_a_clicked_message_is_deleted(slack: SlackPlatform) -> None:
    """An ephemeral one too: that is the only way to."""
    acme = slack.workspace("acme")
    taro = acme.named("taro")
    channel = acme.add_channel("general", taro)
    message = acme.post(channel, acme.bot.id, "x", only_for=taro.id, by_app=True)
    await url_of(slack, message).send_dict({"delete_original": True})
    assert acme.seen_by(taro, channel) == []


async def test_only_the_asker_sees_the_answer(slack: SlackPlatform) -> None:
    """Unless it is for the channel."""
    acme = slack.workspace("acme")
    taro, hana = acme.named("taro"), actor(slack, acme, "hana")
    channel = acme.add_channel("general", taro, hana.person)
    key = slack.tickets.response_url(acme, channel, taro)
    url = AsyncWebhookClient(f"{slack.address}/commands/{key}")
    await url.send(text="private")
    quiet: Json = {"unfurl_links": False, "unfurl_media": False}
    await url.send(text="for all", response_type="in_channel", **quiet)
    assert [one.words for one in hana.sees(channel)] == ["for all"]
    assert [one.words for one in acme.seen_by(taro, channel)] == ["private", "for all"]
