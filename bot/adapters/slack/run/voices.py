"""The ways to say a page in Slack: in a place, by ephemeral message, by response URL."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Protocol

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.render import Page
from bot.adapters.slack.run.quiet import QUIET
from bot.core.chat import NotDelivered
from bot.core.kept import Kept
from bot.core.model import Attachment

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""What Slack says of a message of ours that can no longer be changed."""

MOST_USES = 5
"""Of one response URL, in thirty minutes: Slack's limit."""

URL_SECONDS = 29 * 60.0


class Voice(Protocol):
    """One place in which a page can be said."""

    async def say(self, page: Page) -> str:
        """Say it; the message's own time where it has one.

        Raises:
            NotDelivered: nobody has seen it.
        """
        ...


class InPlace:
    """A message in a channel, a thread or a conversation."""

    def __init__(self, client: AsyncWebClient, channel: str, thread: str = "") -> None:
        self._client = client
        self.channel = channel
        self.thread = thread

    async def say(self, page: Page) -> str:
        """See ``Voice``."""
        answer = await _called(
            self._client.chat_postMessage(
                channel=self.channel,
                thread_ts=self.thread or None,
                text=page.text,
                blocks=list(page.blocks),
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        # Slack opens the conversation where it was given a person's id, and tells which.
        self.channel = str(answer.get("channel") or self.channel)
        return str(answer["ts"])

    async def change(self, stamp: str, page: Page) -> None:
        """Put the page in place of a message.

        Raises:
            NotDelivered: it is as it was, or gone.
        """
        await _called(
            self._client.chat_update(
                channel=self.channel, ts=stamp, text=page.text, blocks=list(page.blocks)
            )
        )

    async def upload(self, file: Attachment) -> None:
        """Send a file here. Slack's own errors come through."""
        await self._client.files_upload_v2(
            channel=self.channel,
            thread_ts=self.thread or None,
            filename=file.name,
            content=file.content,
        )


class Whisper:
    """An ephemeral message: we must be in the channel, and the asker must be there."""

    def __init__(self, client: AsyncWebClient, channel: str, user: str, thread: str) -> None:
        self._client = client
        self._channel = channel
        self._user = user
        self._thread = thread

    async def say(self, page: Page) -> str:
        """See ``Voice``."""
        await _called(
            self._client.chat_postEphemeral(
                channel=self._channel,
                user=self._user,
                thread_ts=self._thread or None,
                text=page.text,
                blocks=list(page.blocks),
            )
        )
        return ""


class ResponseUrls:
    """How often each response URL was used: a sixth use is refused."""

    def __init__(self, uses: Kept[int]) -> None:
        self._uses = uses

    def take(self, url: str) -> bool:
        """Whether it may be used once more; it is counted."""
        used = self._uses.find(url) or 0
        if used >= MOST_USES:
            return False
        self._uses.put(url, used + 1)
        return True


class Response:
    """By the URL that came with a command, a shortcut or a click: we need not be in the channel."""

    def __init__(self, client: AsyncWebClient, url: str, urls: ResponseUrls, thread: str) -> None:
        self._webhook = AsyncWebhookClient(
            url,
            session=client.session,
            proxy=client.proxy,
            ssl=client.ssl,
            logger=QUIET,
            retry_handlers=client.retry_handlers,
        )
        self._url = url
        self._urls = urls
        self._thread = thread

    async def say(self, page: Page) -> str:
        """See ``Voice``."""
        await self._send(page, response_type="ephemeral", replace_original=False)
        return ""

    def aloud(self) -> Voice:
        """The same URL, heard by the whole channel."""
        return _Aloud(self)

    async def to_all(self, page: Page) -> None:
        """Say it to the channel.

        Raises:
            NotDelivered: nobody has seen it.
        """
        await self._send(page, response_type="in_channel", replace_original=False)

    async def withdraw(self) -> None:
        """Take away the message that was clicked; best left where it fails."""
        if self._urls.take(self._url):
            with suppress(NotDelivered):
                await self._post({"delete_original": True})

    async def _send(self, page: Page, **how: Any) -> None:
        if not self._urls.take(self._url):
            raise NotDelivered("used_url")
        body: dict[str, Any] = {"text": page.text, "blocks": list(page.blocks), **how}
        body |= {"unfurl_links": False, "unfurl_media": False}
        if self._thread:
            body["thread_ts"] = self._thread
        status, words = await self._post(body)
        if status != 200:
            raise NotDelivered(words[:100] or str(status))

    async def _post(self, body: dict[str, Any]) -> tuple[int, str]:
        try:
            answer = await self._webhook.send_dict(body)
        except (OSError, TimeoutError, SlackClientError) as error:
            raise NotDelivered(type(error).__name__) from None
        return answer.status_code, answer.body


class _Aloud:
    def __init__(self, response: Response) -> None:
        self._response = response

    async def say(self, page: Page) -> str:
        await self._response.to_all(page)
        return ""


async def _called(call: Any) -> Any:
    """A call's answer, Slack's refusal as ours."""
    try:
        return await call
    except SlackApiError as error:
        raise NotDelivered(str(error.response.get("error", "?"))) from None
    except (OSError, TimeoutError, SlackClientError) as error:
        raise NotDelivered(type(error).__name__) from None
