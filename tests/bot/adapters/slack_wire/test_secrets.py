"""A password in Slack: typed into a form or pasted by mistake, it is found nowhere afterwards."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.chat.conversation import Conversation
from bot.config import PasswordEntry
from bot.demo import Ready
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, Office, office
from tests.bot.web.world import PASSWORD, SETTINGS, TARO, World, world

PASTED = {
    "en": "my password is {secret}, why does it not work?",
    "ja": "パスワードは {secret} です。なぜログインできませんか?",
}
SECRET = "Tr0ub4dor&3-xyzzy"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any logger says, the libraries' at their most talkative."""
    names = ("", "slack_sdk", "slack_bolt", "aiohttp", "bot", "asyncio")
    levels = {name: logging.getLogger(name).level for name in names}
    caplog.set_level(logging.DEBUG)
    yield caplog
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
async def typing(demo_knowledge: Knowledge, ready: Ready) -> AsyncIterator[World]:
    """A server whose operator lets people type passwords into forms of the chat."""
    settings = replace(SETTINGS, password_entry=PasswordEntry.FORM)
    async with world(demo_knowledge, ready.ca_file, settings) as there:
        yield there


async def test_typed_into_a_form(
    typing: World, warm: None, language: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    """It reaches the mail server, and no payload, log or answer of ours."""
    speaker = Speaker(typing.knowledge)
    chat = Conversation(typing.knowledge, speaker, typing.desk, typing.clock)
    async with office(chat, speaker, typing.clock, language=language) as there:
        there.slack.plant(PASSWORD)
        lang = Language(language)
        go = speaker.plain("chats.consent.go", lang)
        await there.taro.command(COMMAND, f"check {TARO}", channel=there.channel)
        card = await there.taro.waits_for_answer(TARO, wanted=lambda one: go in one.labels)
        await there.taro.click(card, go)
        form = await there.taro.waits_for_modal()
        label = speaker.plain("chats.consent.password", lang)
        await there.taro.submits(form, {label: PASSWORD})
        await there.taro.waits_for_answer("", wanted=lambda one: bool(one.files))
        await there.fence()
    assert PASSWORD not in everything_logged.text
    assert all(PASSWORD not in repr(record.args) for record in everything_logged.records)


@pytest.mark.parametrize("way", ["mention", "direct", "command"])
async def test_pasted_into_a_message(
    there: Office, language: str, way: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    """Its author alone is told what to do; nothing of it is repeated or logged."""
    there.slack.plant(SECRET)
    text = PASTED[language].format(secret=SECRET)
    if way == "mention":
        await there.taro.mentions(text, there.channel)
    elif way == "direct":
        await there.taro.writes(text)
    else:
        await there.taro.command(COMMAND, text, channel=there.channel)
    await there.taro.waits_for_answer("")
    await there.fence()
    assert there.hana.answers() == []
    assert SECRET not in everything_logged.text
    assert all(SECRET not in repr(record.args) for record in everything_logged.records)


async def test_tokens_are_logged_nowhere(
    there: Office, language: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    """Neither the bot's nor the app's, nor what lets others speak for us."""
    await there.taro.command(COMMAND, "what's port 143?", channel=there.channel)
    await there.taro.waits_for_answer("143")
    text = everything_logged.text
    for secret in (
        there.acme.installation.token,
        there.slack.app.app_token,
        there.slack.app.signing_secret,
        *there.slack.tickets.urls,
    ):
        assert secret not in text
