"""Several workspaces: each installs us itself, with tokens of its own that are renewed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from yarl import URL

from bot.adapters.slack import ways
from bot.adapters.slack.doors import INSTALL, PATH, REDIRECT, Doors
from bot.adapters.slack.run import running
from bot.adapters.slack.run.face import SlackFace
from bot.adapters.slack.run.installations import Installations
from bot.adapters.slack.settings import SlackSettings, Transport
from bot.core.chat import Answer, Heard, NotDelivered, Where, Who
from bot.core.model import Reply, Span, Text
from connectors.clock import SystemClock
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.slack_platform.app_config import AppConfig
from tests.slack_platform.clock import RealTime
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.signed_http import SignedHttp
from tests.slack_platform.strict import actor, strict
from tests.slack_platform.workspace import Workspace

# Slack's library signs in so; it is theirs to change.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

SECRET = "signing-secret-of-the-stand-in"
PUBLIC = "https://help.example.com"


def reply(words: str) -> Reply:
    return Reply((Text((Span(words),)),), Language.EN)


class Echo:
    """A chat that says which workspace somebody spoke in."""

    def hear(self, heard: Heard) -> Answer:
        return Answer(reply(f"{heard.text} in {heard.where.workspace}"))

    def again(self, answer_id: str) -> Reply | None:
        return None

    def greeting(self, who: Who, where: Where) -> Reply:
        return reply(f"Hello {who.name}")

    def home(self, who: Who) -> Reply:
        return reply("Home")

    def suggestions(self, typed: str, language: Language) -> tuple[tuple[str, str], ...]:
        return ()


@dataclass
class World:
    """Slack with two workspaces, and our doors."""

    slack: SlackPlatform
    acme: Workspace
    beta: Workspace
    server: BaseTestServer
    face: SlackFace
    engine: AsyncEngine

    async def visits(
        self, path: str, cookie: str = "", language: str = "en", **query: str
    ) -> aiohttp.ClientResponse:
        """Somebody's browser, which follows nothing by itself."""
        headers = {"Accept-Language": language} | ({"Cookie": cookie} if cookie else {})
        async with aiohttp.ClientSession() as session:
            url = self.server.make_url(path).with_query(query)
            answer = await session.get(url, headers=headers, allow_redirects=False)
            await answer.read()
            return answer

    async def installs(self, workspace: Workspace) -> aiohttp.ClientResponse:
        """Somebody installs us in their workspace, as far as coming back from Slack."""
        begun = await self.visits(INSTALL)
        assert begun.status == 302
        there = URL(begun.headers["Location"])
        assert there.path == "/oauth/v2/authorize"
        assert set(there.query["scope"].split(",")) == set(ways.SCOPES)
        assert there.query["redirect_uri"] == f"{PUBLIC}{REDIRECT}"
        code = f"code-{workspace.id}"
        self.slack.codes[code] = workspace
        cookie = begun.headers["Set-Cookie"].partition(";")[0]
        return await self.visits(REDIRECT, cookie, code=code, state=there.query["state"])


@asynccontextmanager
async def world(speaker: Speaker, folder: Path, **config: Any) -> AsyncIterator[World]:
    scopes, events = tuple(ways.SCOPES), ways.EVENTS
    app = AppConfig(scopes=scopes, events=events, signing_secret=SECRET, **config)
    slack = SlackPlatform(app, clock=RealTime())
    doors = Doors(SECRET, SystemClock())
    application = web.Application()
    application.add_routes(doors.routes)
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'installations.db'}")
    async with strict(slack), TestServer(application) as server:
        slack.transport = http = SignedHttp(str(server.make_url(PATH)), SECRET, slack.clock)
        http.ack_seconds = 60.0  # a machine that runs many tests is slow
        settings = SlackSettings(
            signing_secret=SECRET,
            client_id=app.client_id,
            client_secret=app.client_secret,
            transport=Transport.HTTP,
            api_url=slack.api_url,
            public_url=PUBLIC,
            database_url=f"sqlite:///{folder / 'installations.db'}",
        )
        acme, beta = (slack.workspace(name, installed=False) for name in ("acme", "beta"))
        for workspace in (acme, beta):
            workspace.add_person("installer")
        async with running(
            settings,
            Echo(),
            speaker,
            clock=SystemClock(),
            doors=doors,
        ) as face:
            yield World(slack, acme, beta, server, face, engine)
        await engine.dispose()


@pytest.fixture
async def there(speaker: Speaker, tmp_path: Path) -> AsyncIterator[World]:
    async with world(speaker, tmp_path) as there:
        yield there


async def test_each_workspace_gets_its_own_answers(there: World) -> None:
    """By its own token; whoever installs is led to the app, and greeted."""
    for workspace in (there.acme, there.beta):
        back = await there.installs(workspace)
        assert back.status == 302
        assert back.headers["Location"].endswith(f"team={workspace.id}")
        taro = actor(there.slack, workspace, "taro")
        await taro.writes("hello")
        await taro.waits_for_answer(f"hello in slack:{workspace.id}", taro.dm)
    installer = there.acme.named("installer")
    greeted = [m.text for m in there.acme.seen_by(installer, there.acme.im(installer))]
    assert greeted == ["Hello installer"]


async def test_a_workspace_that_has_not_installed_us_is_not_answered(there: World) -> None:
    """And the other one is, all the same."""
    await there.installs(there.acme)
    with pytest.raises(NotDelivered):
        await there.face.post(f"slack:{there.beta.id}:C1", reply("hello"))
    taro = actor(there.slack, there.acme, "taro")
    channel = there.acme.add_channel("help", taro.person, there.acme.bot)
    await there.face.post(f"slack:{there.acme.id}:{channel.id}", reply("unasked"))
    await taro.waits_for_answer("unasked", channel)


@pytest.mark.parametrize(
    ("query", "cookie", "status"),
    [
        ({"code": "code-x", "state": "forged"}, "", 400),
        ({"code": "code-x", "state": "forged"}, "slack-app-oauth-state=forged", 401),
        ({"error": "access_denied"}, "", 200),
    ],
)
@pytest.mark.parametrize(("language", "word"), [("en", "mailmedic"), ("ja-JP", "インストール")])
async def test_who_comes_back_without_having_been_sent(
    there: World, query: dict[str, str], cookie: str, status: int, language: str, word: str
) -> None:
    """A forged state, another browser, somebody who said no: nothing is installed."""
    answer = await there.visits(REDIRECT, cookie, language, **query)
    assert answer.status == status
    assert word in await answer.text()
    assert there.slack.calls_of("oauth.v2.access") == []


async def test_an_error_of_the_address_is_not_shown(there: World) -> None:
    """Anybody can write one into a link."""
    answer = await there.visits(REDIRECT, error="<script>alert(1)</script>")
    assert "script" not in await answer.text()


async def test_a_state_works_once(there: World) -> None:
    """Whoever saw the address cannot use it again."""
    begun = await there.visits(INSTALL)
    state = URL(begun.headers["Location"]).query["state"]
    cookie = begun.headers["Set-Cookie"].partition(";")[0]
    assert "Secure" in begun.headers["Set-Cookie"]
    assert "HttpOnly" in begun.headers["Set-Cookie"]
    there.slack.codes["one"] = there.acme
    there.slack.codes["two"] = there.acme
    assert (await there.visits(REDIRECT, cookie, code="one", state=state)).status == 302
    assert (await there.visits(REDIRECT, cookie, code="two", state=state)).status == 401


async def test_removed_is_forgotten(there: World) -> None:
    """Nothing more is said there, and the token is gone from the database."""
    await there.installs(there.acme)
    store = Installations(_settings(there), there.engine, AsyncWebClient())
    assert await store.bot_of(there.acme.id, "") is not None
    event = {"type": "app_uninstalled", "event_ts": "1.0"}
    await there.slack.event(there.acme, "app_uninstalled", event)
    async with asyncio.timeout(20):
        # SQLAlchemy tells of a commit before it is made; to look again lets the others work.
        while await store.bot_of(there.acme.id, "") is not None:
            continue
    with pytest.raises(NotDelivered):
        await there.face.direct(f"slack:{there.acme.id}:U1", reply("hello"))


async def test_tokens_are_renewed_before_they_end(speaker: Speaker, tmp_path: Path) -> None:
    """At the API root of the settings; once, for a refresh token works once."""
    async with world(speaker, tmp_path, rotates=True, token_seconds=3_600) as there:
        await there.installs(there.acme)
        installer = there.acme.im(there.acme.named("installer"))
        greeted = there.acme.seen_by
        await there.slack.until(lambda: greeted(there.acme.named("installer"), installer))
        first = there.acme.installation.token
        before = len(there.slack.calls_of("oauth.v2.access"))
        # From here on a new token lives as long as Slack's do.
        there.slack.app = replace(there.slack.app, token_seconds=43_200)
        taro = actor(there.slack, there.acme, "taro")
        await asyncio.gather(*(taro.writes(f"question {n}") for n in range(5)))
        for n in range(5):
            await taro.waits_for_answer(f"question {n} in", taro.dm)
        assert len(there.slack.calls_of("oauth.v2.access")) == before + 1
        assert there.acme.installation.token != first


async def test_a_renewal_that_takes_long_holds_nobody_up(there: World) -> None:
    """The old token is good meanwhile; what comes of the renewal is kept, and asked for once."""
    asked, answer = asyncio.Event(), asyncio.Event()
    times = 0

    async def renew(_request: web.Request) -> web.Response:
        nonlocal times
        times += 1
        asked.set()
        await answer.wait()
        return web.json_response(
            {
                "ok": True,
                "app_id": "A1",
                "bot_user_id": "U1",
                "access_token": "new",
                "refresh_token": "next",
                "expires_in": 43_200,
                "token_type": "bot",
                "scope": "chat:write",
                "team": {"id": "T9", "name": "nine"},
            }
        )

    slow = web.Application()
    slow.router.add_post("/api/oauth.v2.access", renew)
    async with TestServer(slow) as server:
        client = AsyncWebClient(base_url=str(server.make_url("/api/")))
        store = Installations(_settings(there), there.engine, client)
        bot = Bot(
            app_id="A1",
            team_id="T9",
            bot_token="old",
            bot_id="B1",
            bot_user_id="U1",
            bot_refresh_token="once",
            bot_token_expires_at=int(datetime.now(UTC).timestamp()) + 3_600,
            installed_at=1.0,
        )
        await store.async_save_bot(bot)
        found = await asyncio.gather(*(store.bot_of("T9", "") for _ in range(3)))
        assert [one.bot_token for one in found if one] == ["old"] * 3
        assert asked.is_set()
        answer.set()
        await store.close()
        kept = await store.bot_of("T9", "")
        assert kept is not None
        assert (kept.bot_token, times) == ("new", 1)


async def test_an_organization_installs_us_for_its_workspaces(there: World) -> None:
    """One token for all: each call says which workspace it means."""
    installation = there.slack.issue(there.acme)
    store = Installations(
        _settings(there), there.engine, AsyncWebClient(base_url=there.slack.api_url)
    )
    bot = Bot(
        app_id=there.slack.app.id,
        enterprise_id="E1",
        team_id=None,
        bot_token=installation.token,
        bot_id="B1",
        bot_user_id=there.acme.bot.id,
        bot_scopes=list(ways.SCOPES),
        is_enterprise_install=True,
        installed_at=1.0,
    )
    await store.async_save_bot(bot)
    for enterprise in ("E1", ""):
        found = await store.bot_of(there.acme.id, enterprise)
        assert found is not None
        assert found.bot_token == installation.token
    assert await store.bot_of(there.acme.id, "E2") is None
    taro = actor(there.slack, there.acme, "taro")
    channel = there.acme.add_channel("help", taro.person, there.acme.bot)
    await there.face.post(f"slack:{there.acme.id}:{channel.id}", reply("unasked"))
    (call,) = there.slack.calls_of("chat.postMessage")
    assert call.arguments["team_id"] == there.acme.id


def _settings(there: World) -> SlackSettings:
    app = there.slack.app
    return SlackSettings(client_id=app.client_id, client_secret=app.client_secret)
