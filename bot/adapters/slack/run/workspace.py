"""One workspace: who we are in it, who its people are, and how we reach them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import people
from bot.adapters.slack.edits import Edits
from bot.adapters.slack.run.pictures import Pictures
from bot.core.chat import Who
from bot.core.kept import Kept
from connectors.clock import Clock

PERSON_SECONDS = 600.0
"""How long what Slack said of a person is believed: they may become a guest, or change language."""

PEOPLE = 20_000

_Found = TypeVar("_Found")

log = logging.getLogger(__name__)


class Workspace:
    """Our seat in one workspace. ``bot`` is our own user's id there."""

    def __init__(
        self, team: str, bot: str, client: AsyncWebClient, pictures: Pictures, clock: Clock
    ) -> None:
        self.team = team
        self.bot = bot
        self.client = client
        self.pictures = pictures
        self.edits = Edits(clock)
        self._clock = clock
        self.met: Kept[bool] = Kept(clock, most=PEOPLE)
        """The conversations in which something was said before."""
        self._people: Kept[Mapping[str, Any]] = Kept(clock, PERSON_SECONDS, PEOPLE)
        self._channels: Kept[str] = Kept(clock, PERSON_SECONDS, PEOPLE)
        self._groups: Kept[Mapping[str, frozenset[str]]] = Kept(clock, PERSON_SECONDS, 1)
        self._asking: dict[str, asyncio.Task[Any]] = {}

    async def who(self, user: str, *, stranger: bool, seconds: float) -> Who:
        """The person; from outside where Slack does not tell within so many seconds."""
        groups: Mapping[str, frozenset[str]] = {}
        info: Mapping[str, Any] | None = None
        try:
            async with self._clock.limit(seconds):
                info = await self._once(self._people, user, lambda: self._info(user))
                groups = await self._once(self._groups, "groups", self._list_groups) or {}
        except TimeoutError:
            pass
        return people.who(
            self.team, user, info, groups=groups.get(user, frozenset()), stranger=stranger
        )

    async def knows(self, user: str, seconds: float) -> bool:
        """Whether Slack has told of the person, at the latest within so many seconds."""
        try:
            async with self._clock.limit(seconds):
                found = await self._once(self._people, user, lambda: self._info(user))
        except TimeoutError:
            return False
        return found is not None

    async def direct_channel(self, user: str) -> str:
        """The channel of our conversation with a person; empty where Slack opens none."""
        return await self._once(self._channels, user, lambda: self._open(user)) or ""

    async def _once(
        self, kept: Kept[_Found], key: str, ask: Callable[[], Awaitable[_Found | None]]
    ) -> _Found | None:
        """What is kept, else what Slack says: asked once, however many wait for it."""
        if (found := kept.find(key)) is not None:
            return found
        name = f"{id(kept)}:{key}"
        task = self._asking.get(name)
        if task is None:
            task = asyncio.ensure_future(self._keep(kept, key, ask))
            self._asking[name] = task
            task.add_done_callback(lambda _: self._asking.pop(name, None))
        answer: _Found | None = await asyncio.shield(task)
        return answer

    async def _keep(
        self, kept: Kept[_Found], key: str, ask: Callable[[], Awaitable[_Found | None]]
    ) -> _Found | None:
        try:
            found = await ask()
        except SlackApiError as error:
            log.warning("Slack does not tell: %s", error.response.get("error"))
            return None
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("Slack does not tell: %s", type(error).__name__)
            return None
        if found is not None:
            kept.put(key, found)
        return found

    async def _info(self, user: str) -> Mapping[str, Any] | None:
        answer = await self.client.users_info(user=user, include_locale=True)
        info: Mapping[str, Any] | None = answer.get("user")
        return info

    async def _open(self, user: str) -> str | None:
        answer = await self.client.conversations_open(users=[user])
        return str((answer.get("channel") or {}).get("id") or "") or None

    async def _list_groups(self) -> Mapping[str, frozenset[str]]:
        """The user groups of each person; none where the scope is missing."""
        try:
            answer = await self.client.usergroups_list(include_users=True)
        except SlackApiError:
            return {}
        groups: dict[str, set[str]] = {}
        for group in answer.get("usergroups") or ():
            for user in group.get("users") or ():
                groups.setdefault(user, set()).add(f"slack:{self.team}:{group['id']}")
        return {user: frozenset(ids) for user, ids in groups.items()}
