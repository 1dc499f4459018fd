"""The helpdesk behind the real conversation: asked, checked on a live server, handed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.core.chat import Heard, Way, Who
from bot.core.plain import plain
from bot.helpdesk.helpdesk import Helpdesk
from bot.store.preferences import Preferences
from bot.store.store import Store
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.chat.talk import CHANNEL, DIRECT, Talk, form_of, message_of
from tests.bot.helpdesk.platform import ANN, DESK, Platform
from tests.bot.helpdesk.world import SETTINGS
from tests.bot.web.conftest import ca_file, demo_knowledge, ready, web
from tests.bot.web.world import JIRO
from tests.bot.web.world import World as Web

__all__ = ["ca_file", "demo_knowledge", "ready", "web"]


class Waiting(Helpdesk):
    """A helpdesk that says when it has taken note of something: it does so beside answers."""

    noted: asyncio.Queue[str]

    async def asked(self, heard: Heard, *more: Any, **values: Any) -> None:
        """See ``Helpdesk``."""
        await super().asked(heard, *more, **values)
        self.noted.put_nowait("asked")

    async def checked(self, who: Who, *more: Any) -> None:
        """See ``Helpdesk``."""
        await super().checked(who, *more)
        self.noted.put_nowait("checked")

    async def until(self, what: str) -> None:
        """Until it has taken note of this."""
        async with asyncio.timeout(30):
            while await self.noted.get() != what:
                pass


@dataclass
class Slack:
    """One conversation, its helpdesk, and what that posts."""

    talk: Talk
    helpdesk: Waiting
    platform: Platform


@pytest.fixture
async def slack(web: Web, store: Store) -> AsyncIterator[Slack]:
    """All of it."""
    platform = Platform()
    speaker = Speaker(web.knowledge)
    helpdesk = Waiting(
        store,
        await Preferences.loaded(store, web.clock.now),
        web.knowledge,
        speaker,
        SETTINGS,
        {"slack": platform},
        web.clock.now,
    )
    helpdesk.noted = asyncio.Queue()
    talk = Talk(web, speaker)
    talk.with_helpdesk(helpdesk)
    async with helpdesk.running():
        yield Slack(talk, helpdesk, platform)


async def checked(slack: Slack, who: Who) -> None:
    """Somebody has their account checked without a login, to the end."""
    talk = slack.talk
    offered = await talk.last(f"check {JIRO}", who=who)
    answer = talk.say(message_of(offered, "dry"), Way.PICK, who=who)
    assert answer.later is not None
    assert [reply async for reply in answer.later][-1].final
    await slack.helpdesk.until("checked")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (Language.EN, "My mail program says that the certificate has expired"),
        (Language.JA, "メールソフトに証明書の期限が切れていると出ます"),
    ],
)
async def test_from_a_question_to_a_case(slack: Slack, language: Language, question: str) -> None:
    """Its words and its check come to the helpdesk; the helpdesk's question comes back."""
    talk, platform = slack.talk, slack.platform
    talk.who = replace(talk.who, language=language)
    answer = talk.first(question, Way.MENTION, where=CHANNEL)
    await slack.helpdesk.until("asked")
    await checked(slack, talk.who)
    form = form_of(talk.first(message_of(answer, "human"), Way.PICK, where=CHANNEL))
    values = {field.id: field.value for field in form.fields if field.value}
    assert values["words"] == question
    assert values["report"] == "yes"
    await talk.last("", Way.FORM, form=form.id, values=values, where=CHANNEL)
    await platform.until(lambda: bool(platform.posted))
    card = platform.card()
    assert question in card
    assert "tls.certificate_expired" in card
    assert "Confirmed" in card

    asking = {"text": "Which program is it?"}
    await talk.last("", Way.FORM, form="case:ask:1", values=asking, who=ANN, where=DESK)
    await platform.until(lambda: len(platform.directs) >= 1)
    (person, letter), *_ = platform.directs
    assert person == talk.who.id
    assert "Which program is it?" in plain(letter.blocks)
    reply = form_of(talk.first(message_of(letter, "case"), Way.PICK, where=DIRECT))
    said = {"text": "Thunderbird"}
    await talk.last("", Way.FORM, form=reply.id, values=said, where=DIRECT)
    await platform.until(lambda: bool(platform.threads()))
    assert "Thunderbird" in platform.threads()[-1]


async def test_three_checks_are_an_outage_and_the_fourth_is_told(
    slack: Slack,
) -> None:
    """By real checks of a server whose certificate has expired; told with the next answer."""
    talk, platform = slack.talk, slack.platform
    for number in range(3):
        await checked(slack, Who(f"slack:T1:P{number}", "P", language=Language.EN))
    await platform.until(lambda: bool(platform.posted))
    assert "tls.certificate_expired" in platform.card()
    told = talk.first(f"{JIRO} does not work", Way.MENTION, where=CHANNEL)
    assert "3 people" in plain(told.blocks)
