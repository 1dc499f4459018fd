"""Our pictures in one workspace: by our public address, else uploaded there once.

An uploaded picture is ready a moment after it was sent. Whoever asks first is told in words; the
upload goes on beside their answer, and everybody after them sees the picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from importlib import resources
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.model import Picture, Reply
from knowledge.model import Language

Json = dict[str, Any]

PictureUrl = Callable[[str, Language], str]
"""The public https address of a picture by its name; empty where there is none."""

Beside = Callable[[Coroutine[Any, Any, None]], None]
"""Does something beside what is done now."""

log = logging.getLogger(__name__)


def no_pictures(_name: str, _language: Language) -> str:
    """For where nothing of ours has a public address."""
    return ""


class Pictures:
    """Where one workspace finds our pictures."""

    def __init__(self, client: AsyncWebClient, url: PictureUrl, beside: Beside) -> None:
        self._client = client
        self._url = url
        self._beside = beside
        self._files: dict[tuple[str, Language], str] = {}
        """File ids; empty while one is on its way, or where it cannot be sent."""

    def source(self, name: str, language: Language) -> Json:
        """See ``PictureSource``."""
        if url := self._address(name, language):
            return {"image_url": url}
        file = self._files.get((name, language))
        return {"slack_file": {"id": file}} if file else {}

    def want(self, reply: Reply) -> None:
        """See that the reply's pictures are there for the next who asks."""
        for block in reply.blocks:
            if not isinstance(block, Picture):
                continue
            key = (block.name, reply.language)
            if key not in self._files and not self._address(*key):
                self._files[key] = ""
                if content := _content(*key):
                    self._beside(self._upload(key, content, block))

    def _address(self, name: str, language: Language) -> str:
        """What Slack can fetch: nothing of this machine's own, and no page."""
        url = self._url(name, language)
        return url if url.startswith("https://") and url.endswith(".png") else ""

    async def _upload(self, key: tuple[str, Language], content: bytes, picture: Picture) -> None:
        try:
            answer = await self._client.files_upload_v2(
                filename=f"{key[0]}.{key[1]}.png",
                content=content,
                alt_txt=picture.alternative[:1_000],
            )
        except (SlackApiError, SlackClientError, OSError, TimeoutError) as error:
            log.warning("a picture was not uploaded: %s", type(error).__name__)
            return
        self._files[key] = str((answer.get("files") or [{}])[0].get("id") or "")


def _content(name: str, language: Language) -> bytes:
    """The picture that we ship; nothing where we ship none of this name."""
    file = resources.files("knowledge") / "pictures" / f"{name}.{language}.png"
    return file.read_bytes() if file.is_file() else b""
