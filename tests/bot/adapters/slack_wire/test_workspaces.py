"""Two workspaces at once, by one app: each gets its own answers, by its own token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from yarl import URL

from bot.adapters.slack.doors import INSTALL, REDIRECT, Doors
from bot.adapters.slack.run import running
from bot.adapters.slack.run.face import SlackFace
from bot.adapters.slack.settings import SlackSettings, Transport
from bot.core.chat import Answer, Heard, NotDelivered
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.slack_wire.office import COMMAND, app_config
from tests.bot.adapters.slack_wire.script import Later, Script, reply
from tests.servers.moved_clock import MovedClock
from tests.slack_platform.actor import Actor
from tests.slack_platform.clock import SharedTime
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.strict import actor, strict
from tests.slack_platform.workspace import Workspace

# Slack's library signs in so; it is theirs to change.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

PUBLIC = "https://help.example.com"
SLOW_SECONDS = 30.0


@dataclass
class Both:
    """Two workspaces that have installed us, and somebody of the same name in each."""

    slack: SlackPlatform
    acme: Workspace
    beta: Workspace
    taro: Actor
    hana: Actor
    face: SlackFace
    clock: MovedClock


def place_of(heard: Heard) -> Answer:
    """Says where it was heard."""
    return Answer(reply(f"{heard.text} in {heard.where.workspace}", Language.EN))


@asynccontextmanager
async def both(
    script: Script, speaker: Speaker, folder: Path, rotates: bool
) -> AsyncIterator[Both]:
    """Installed by their own people, answered by Socket Mode."""
    clock = MovedClock()
    slack = SlackPlatform(app_config(rotates=rotates), SharedTime(clock))
    slack.sockets.ack_seconds = SLOW_SECONDS
    doors = Doors("", clock)
    application = web.Application()
    application.add_routes(doors.routes)
    acme, beta = (slack.workspace(name, installed=False) for name in ("acme", "beta"))
    async with strict(slack), TestServer(application) as server:
        settings = SlackSettings(
            app_token=slack.app.app_token,
            client_id=slack.app.client_id,
            client_secret=slack.app.client_secret,
            transport=Transport.SOCKET,
            command=COMMAND,
            api_url=slack.api_url,
            public_url=PUBLIC,
            database_url=f"sqlite:///{folder / 'installations.db'}",
        )
        taro, hana = actor(slack, acme, "taro"), actor(slack, beta, "hana")
        async with running(settings, script, speaker, clock=clock, doors=doors) as face:
            await slack.until(lambda: slack.sockets.connections, "no connection")
            for workspace in (acme, beta):
                await _installs(slack, workspace, server)
            yield Both(slack, acme, beta, taro, hana, face, clock)
            await slack.settled()


async def _installs(slack: SlackPlatform, workspace: Workspace, server: BaseTestServer) -> None:
    async with aiohttp.ClientSession() as browser:
        begun = await browser.get(server.make_url(INSTALL), allow_redirects=False)
        state = URL(begun.headers["Location"]).query["state"]
        slack.codes[workspace.id] = workspace
        back = server.make_url(REDIRECT).with_query({"code": workspace.id, "state": state})
        cookie = {"Cookie": begun.headers["Set-Cookie"].partition(";")[0]}
        done = await browser.get(back, headers=cookie, allow_redirects=False)
        assert done.status == 302, await done.text()


@pytest.fixture(params=[False, True], ids=["lasting", "rotating"])
async def shared(
    request: pytest.FixtureRequest, script: Script, speaker: Speaker, tmp_path: Path
) -> AsyncIterator[Both]:
    script.lines = dict.fromkeys(("hello", "one", "two", "three"), place_of)
    async with both(script, speaker, tmp_path, rotates=request.param) as there:
        yield there


async def test_each_gets_its_own(shared: Both) -> None:
    """Asked at the same time, by command, mention and directly; nothing crosses over."""
    for person, place in ((shared.taro, shared.acme), (shared.hana, shared.beta)):
        channel = place.add_channel("help", person.person, place.bot)
        await asyncio.gather(
            person.command(COMMAND, "one", channel=channel),
            person.mentions("two", channel),
            person.writes("three"),
        )
    for person, place in ((shared.taro, shared.acme), (shared.hana, shared.beta)):
        for text in ("one", "two", "three"):
            await person.waits_for_answer(f"{text} in slack:{place.id}")
        other = shared.beta if place is shared.acme else shared.acme
        assert other.id not in "".join(one.words for one in person.answers())
    for call in shared.slack.calls_of("chat.postMessage"):
        assert call.arguments["channel"] in shared.slack.workspaces[call.team].channels


async def test_a_check_in_each(shared: Both, script: Script) -> None:
    """What goes on in one is not seen in the other."""
    laters = {}
    for person in (shared.taro, shared.hana):
        later = laters[person.person.name] = Later()
        first = reply("Beginning", Language.EN, final=False, private=True)
        script.says(f"check {person.person.name}", Answer(first, later()))
        await person.writes(f"check {person.person.name}")
        await person.waits_for_answer("Beginning")
    for name, later in laters.items():
        later.say(reply(f"Result of {name}", Language.EN, private=True))
    await shared.taro.waits_for_answer("Result of taro")
    await shared.hana.waits_for_answer("Result of hana")
    assert "hana" not in "".join(one.words for one in shared.taro.answers())
    assert "taro" not in "".join(one.words for one in shared.hana.answers())


async def test_one_of_them_removes_us(shared: Both) -> None:
    """It is forgotten; the other goes on."""
    shared.acme.installation.revoked = True
    event = {"type": "app_uninstalled", "event_ts": shared.slack.ids.ts()}
    await shared.slack.event(shared.acme, "app_uninstalled", event)
    await shared.hana.writes("hello")
    await shared.hana.waits_for_answer("hello in")
    with pytest.raises(NotDelivered):
        await shared.face.direct(
            f"slack:{shared.acme.id}:{shared.taro.person.id}", reply("hello", Language.EN)
        )
    assert [one.words for one in shared.taro.answers() if "hello" in one.words] == []


async def test_people_are_of_their_workspace(shared: Both, script: Script) -> None:
    """Their ids begin with it, whoever has the same id elsewhere."""
    await shared.taro.writes("hello")
    await shared.taro.waits_for_answer("hello in")
    await shared.hana.writes("hello")
    await shared.hana.waits_for_answer("hello in")
    assert {heard.who.id for heard in script.heard} == {
        f"slack:{shared.acme.id}:{shared.taro.person.id}",
        f"slack:{shared.beta.id}:{shared.hana.person.id}",
    }
