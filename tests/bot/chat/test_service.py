"""Everything that ``mailmedic serve`` keeps running, with a real library in a chat's stand-in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.adapters.terminal.context import Context
from bot.commands.faces import configured, missing
from bot.commands.service import service
from bot.config import Settings
from bot.core.check_talk import Checker
from bot.demo import Ready
from bot.store.store import opened
from bot.store.tables import questions
from bot.web.desk import Desk
from connectors.budget import Budget
from connectors.clock import SystemClock
from connectors.lookup.dns import Resolver
from connectors.policy import Policy
from connectors.wire.contexts import Contexts
from knowledge.load import Knowledge
from knowledge.model import Language
from tests.bot.adapters.slack_wire.office import app_config
from tests.bot.web.world import PASSWORD, SETTINGS, TARO
from tests.slack_platform.actor import Actor
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Channel, Message
from tests.slack_platform.strict import actor, strict


@dataclass
class Shop:
    """The service, Taro and Hana in Slack, the channel in which Hana works on cases.

    ``told`` is what the operator was told.
    """

    desk: Desk
    taro: Actor
    hana: Actor
    cases: Channel
    platform: SlackPlatform
    told: asyncio.Queue[tuple[str, Mapping[str, str]]]

    async def until_told(self, key: str) -> Mapping[str, str]:
        """What came with this phrase, once it is said."""
        said, values = await self.told.get()
        while said != key:
            said, values = await self.told.get()
        return values


@asynccontextmanager
async def shop(
    knowledge: Knowledge,
    ready: Ready,
    folder: Path,
    token: str = "",
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Shop]:
    """Everything configured as an operator does it."""
    platform = SlackPlatform(app_config())
    acme = platform.workspace("acme")
    taro, hana = (actor(platform, acme, name) for name in ("taro", "hana"))
    cases = acme.add_channel("cases", hana.person, acme.bot, private=True)
    told: asyncio.Queue[tuple[str, Mapping[str, str]]] = asyncio.Queue()

    def tell(key: str, **values: str) -> None:
        told.put_nowait((key, values))

    async with strict(platform):
        environ = {
            "MAILMEDIC_SLACK_BOT_TOKEN": token or acme.installation.token,
            "MAILMEDIC_SLACK_APP_TOKEN": platform.app.app_token,
            "MAILMEDIC_SLACK_API_URL": platform.api_url,
            "MAILMEDIC_DATABASE_URL": f"sqlite:///{folder}/mailmedic.db",
            "MAILMEDIC_HELPDESK_CHANNEL": f"slack:{acme.id}:{cases.id}",
            **(more or {}),
        }
        ca_file = Path(environ.get("MAILMEDIC_CA_FILE", ready.ca_file))
        settings = Settings(ca_file=ca_file, serve=SETTINGS)
        context = Context(settings, Language.EN, environ)
        context.__dict__["knowledge"] = knowledge
        clock = SystemClock()
        policy = Policy.public(knowledge.providers, SETTINGS.allowed_networks)
        checker = Checker(knowledge, Resolver(), policy, clock, Contexts(), Budget(clock))
        platforms = configured(context, clock)
        assert missing(platforms) == ("discord",)
        async with service(platforms, checker, context, tell) as desk:
            yield Shop(desk, taro, hana, cases, platform, told)


def link_in(message: Message) -> str:
    """The address of the check page in it."""
    found = re.search(r"http://127\.0\.0\.1:\d+/check/[\w-]+", str(message.blocks))
    assert found
    return found[0]


async def test_from_a_question_to_a_result(
    demo_knowledge: Knowledge, ready: Ready, tmp_path: Path
) -> None:
    """Asked in Slack, the password typed on the page, the result in Slack; all is recorded."""
    async with shop(demo_knowledge, ready, tmp_path) as there:
        assert await there.until_told("chat.there") == {"name": "Slack"}
        await there.taro.writes("what's port 143?")
        await there.taro.waits_for_answer("993")
        await there.taro.writes(f"check {TARO}")
        card = await there.taro.waits_for_answer("Check with login", wanted=_has_buttons)
        await there.taro.click(card, "Check with login")
        page = await there.taro.waits_for_answer("Open the check page")
        async with ClientSession() as client:
            form = {"act": "login", "password": there.platform.plant(PASSWORD)}
            headers = {"Origin": there.desk.origin}
            async with client.post(link_in(page), data=form, headers=headers) as response:
                assert response.status == 200
        await there.taro.waits_for_answer("Everything that was tested works")
    async with opened(f"sqlite:///{tmp_path}/mailmedic.db") as store, store.reading() as connection:
        rows = (await connection.execute(select(questions.c.topic, questions.c.outcome))).all()
    assert ("port.143", "answered") in [tuple(row) for row in rows]


async def test_ended_while_somebody_waits(
    demo_knowledge: Knowledge, ready: Ready, tmp_path: Path
) -> None:
    """Whoever has an open page is told in the chat that nothing comes of it."""
    async with shop(demo_knowledge, ready, tmp_path) as there:
        await there.until_told("chat.there")
        await there.taro.writes(f"check {TARO}")
        card = await there.taro.waits_for_answer("Check with login", wanted=_has_buttons)
        await there.taro.click(card, "Check with login")
        await there.taro.waits_for_answer("Open the check page")
    said = [message.words for message in there.taro.answers(there.taro.dm)]
    assert any("I am being restarted" in words for words in said), said


async def test_a_token_that_is_not_taken(
    demo_knowledge: Knowledge, ready: Ready, tmp_path: Path
) -> None:
    """The operator is told, without the token; the page is served all the same."""
    token = "xoxb-no-such-token"
    async with shop(demo_knowledge, ready, tmp_path, token) as there:
        told = await there.until_told("chat.failed")
        assert told["name"] == "Slack"
        assert token not in str(told)
        async with (
            ClientSession() as client,
            client.get(f"{there.desk.origin}/healthz") as response,
        ):
            assert response.status == 200
        there.platform.take_violations()


def _has_buttons(message: Message) -> bool:
    return "Check with login" in message.labels


def test_settings_of_chats_are_refused_at_once() -> None:
    """Before anything is opened."""
    context = Context(replace(Settings(), serve=SETTINGS), Language.EN, {})
    assert configured(context, SystemClock()) == ()
    assert missing(()) == ("slack", "discord")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept between runs is kept nowhere else."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
