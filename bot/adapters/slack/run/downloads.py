"""Fetches the text files of a message, with our token and from Slack's own hosts only."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.adapters.slack.files import MOST_BYTES, MOST_FILES, Readable, readable, text_of
from bot.adapters.slack.read import Offered
from bot.adapters.slack.run.workspace import Workspace
from bot.adapters.slack.settings import SlackSettings
from connectors.clock import Clock

SECONDS = 20.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The texts by name, and what stood in the way of others."""

    texts: dict[str, str] = field(default_factory=dict, repr=False)
    problems: frozenset[Readable] = frozenset()


class Downloads:
    """Reads files on behalf of one process."""

    def __init__(
        self, settings: SlackSettings, session: aiohttp.ClientSession, clock: Clock
    ) -> None:
        self._settings = settings
        self._session = session
        self._clock = clock

    async def fetch(self, files: Sequence[Offered], at: Workspace) -> Fetched:
        """The texts of the files that can be read."""
        texts: dict[str, str] = {}
        problems = set()
        for file in files[:MOST_FILES]:
            kind = readable(file)
            content = await self._read(file, at) if kind is Readable.TEXT else None
            if content is None:
                problems.add(Readable.NO if kind is Readable.TEXT else kind)
            elif len(content) > MOST_BYTES:
                problems.add(Readable.TOO_LARGE)
            else:
                texts[file.name] = text_of(content)
        return Fetched(texts, frozenset(problems))

    async def _read(self, file: Offered, at: Workspace) -> bytes | None:
        if not self._settings.may_download_from(file.url):
            log.warning("a file of another host was not fetched")
            return None
        try:
            async with self._clock.limit(SECONDS):
                return await self._get(file.url, at.client.token or "")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("a file was not fetched: %s", type(error).__name__)
            return None

    async def _get(self, url: str, token: str) -> bytes | None:
        """The file's first bytes, one more than may be. The token follows no redirection."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status != 200 or answer.content_type == "text/html":
                # A sign-in page instead of the file: the scope is missing.
                return None
            content = bytearray()
            async for chunk in answer.content.iter_chunked(64 * 1024):
                content += chunk
                if len(content) > MOST_BYTES:
                    break
            return bytes(content)
