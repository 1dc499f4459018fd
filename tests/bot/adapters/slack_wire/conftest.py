"""mailmedic as people meet it in Slack: the real conversation, the demonstration's servers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.settings import Transport
from bot.chat.conversation import Conversation
from bot.core.assistant import Assistant
from bot.core.model import Message
from knowledge.load import Knowledge
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import Office, office
from tests.bot.adapters.slack_wire.script import Script
from tests.bot.web.conftest import ca_file, demo_knowledge, ready, web
from tests.bot.web.world import World
from tests.servers.moved_clock import MovedClock

__all__ = ["ca_file", "demo_knowledge", "ready", "web"]


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    """The language in which people have their Slack."""
    return str(request.param)


@pytest.fixture(params=list(Transport))
def transport(request: pytest.FixtureRequest) -> Transport:
    """How Slack reaches us."""
    assert isinstance(request.param, Transport)
    return request.param


@pytest.fixture(scope="session")
def warm(demo_knowledge: Knowledge) -> None:
    """What ``serve`` does before it connects: the first question takes its time."""
    assistant = Assistant(demo_knowledge, Speaker(demo_knowledge))
    for text in ("what's port 143?", "ポート143とは?", "550 5.7.1 relaying denied"):
        assistant.handle(Message(text, "", "", private=True))


@pytest.fixture
def conversation(web: World, warm: None) -> Conversation:
    """The assistant for any chat, in front of the check page."""
    return Conversation(web.knowledge, Speaker(web.knowledge), web.desk, web.clock)


@pytest.fixture
async def there(
    conversation: Conversation, web: World, language: str, transport: Transport
) -> AsyncIterator[Office]:
    """A workspace in each language, over each transport."""
    speaker = Speaker(web.knowledge)
    async with office(
        conversation, speaker, web.clock, transport=transport, language=language
    ) as there:
        yield there


@pytest.fixture
async def here(conversation: Conversation, web: World) -> AsyncIterator[Office]:
    """A workspace in English, by Socket Mode."""
    async with office(conversation, Speaker(web.knowledge), web.clock) as there:
        yield there


@pytest.fixture
def script() -> Script:
    """A chat that says what it is told to."""
    return Script()


@pytest.fixture
async def stage(script: Script, speaker: Speaker, language: str) -> AsyncIterator[Office]:
    """A workspace in each language, where the script is spoken."""
    async with office(script, speaker, MovedClock(), language=language) as there:
        yield there
