"""A server of check pages with a chat in front of it, and an HTTP client, for tests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiohttp import ClientResponse, ClientSession, DummyCookieJar

from bot.config import Listen, PasswordEntry, ServeSettings
from bot.core.check_talk import Checker, CheckRequest
from bot.web.desk import Desk, Taken
from bot.web.form import BODY_SECONDS
from bot.web.server import HEADER_SECONDS, serving
from bot.web.wish import Asker, Ending
from connectors.budget import Budget, Limits
from connectors.clock import Clock
from connectors.lookup.dns import Resolver
from connectors.lookup.model import Names
from connectors.policy import Policy
from connectors.wire.contexts import Contexts
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.servers.moved_clock import MovedClock

TARO, HANAKO = "taro@ok.demo.test", "hanako@password.demo.test"
JIRO = "jiro@expired.demo.test"
PASSWORD = "demo-password"

LOOPBACK = ("127.0.0.0/8", "::1/128")
SETTINGS = ServeSettings(
    listen=Listen("127.0.0.1", 0),
    allowed_networks=LOOPBACK,
    password_entry=PasswordEntry.PAGE,
)
ASKER = Asker("U1", "C1", "Hanako Sato", "#helpdesk", Language.EN)


@dataclass
class Chat:
    """What came back to the chat."""

    endings: asyncio.Queue[Ending] = field(default_factory=asyncio.Queue)

    async def deliver(self, ending: Ending) -> None:
        await self.endings.put(ending)


@dataclass
class World:
    """All of it."""

    desk: Desk
    client: ClientSession
    clock: MovedClock
    knowledge: Knowledge
    chat: Chat = field(default_factory=Chat)

    async def ask(self, address: str = TARO, asker: Asker = ASKER) -> Taken:
        """Somebody asks for a check in the chat."""
        return await self.desk.take(asker, CheckRequest(address), self.chat.deliver)

    async def link(self, address: str = TARO, language: Language = Language.EN) -> str:
        """The address of the check page that they are given."""
        taken = await self.ask(address, replace(ASKER, language=language))
        assert taken.url
        return taken.url

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Got:
        """What a browser sees."""
        async with self.client.get(
            self._whole(url), headers=headers, allow_redirects=False
        ) as response:
            return await got(response)

    async def post(
        self,
        url: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        """What comes of sending a form from our page; redirects are not followed."""
        fields = {"act": "login", "password": PASSWORD} if fields is None else fields
        headers = {"Origin": self.desk.origin} | dict(headers or {})
        async with self.client.post(
            self._whole(url), data=fields, headers=headers, allow_redirects=False
        ) as response:
            return await got(response)

    async def ended(self) -> Ending:
        """The next ending that reaches the chat."""
        return await self.chat.endings.get()

    def _whole(self, url: str) -> str:
        return url if url.startswith("http") else self.desk.origin + url


@dataclass(frozen=True)
class Got:
    """An answer, read."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def heading(self) -> str:
        """The page's own."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text)
        return found[1] if found else ""


async def got(response: ClientResponse) -> Got:
    """Read it whole."""
    text = (await response.read()).decode("utf-8")
    return Got(response.status, response.headers.copy(), text)


@asynccontextmanager
async def world(
    knowledge: Knowledge,
    ca_file: Path,
    settings: ServeSettings = SETTINGS,
    *,
    names: Names | None = None,
    limits: Limits | None = None,
    header_seconds: float = HEADER_SECONDS,
    body_seconds: float = BODY_SECONDS,
) -> AsyncIterator[World]:
    """Serve, and take it all down at the end. ``limits``: checks are counted."""
    clock = MovedClock()
    checker = checker_of(knowledge, settings, clock, names)
    if limits:
        checker = replace(checker, budget=Budget(clock, limits))
    async with (
        serving(
            settings,
            checker,
            Speaker(knowledge),
            language=Language.EN,
            ca_file=ca_file,
            header_seconds=header_seconds,
            body_seconds=body_seconds,
        ) as desk,
        ClientSession(cookie_jar=DummyCookieJar()) as client,
    ):
        yield World(desk, client, clock, knowledge)


def checker_of(
    knowledge: Knowledge, settings: ServeSettings, clock: Clock, names: Names | None = None
) -> Checker:
    """Dials what these settings allow."""
    policy = Policy.public(knowledge.providers, settings.allowed_networks)
    return Checker(knowledge, names or Resolver(), policy, clock, Contexts())
