"""A small app on the real slack-bolt, to try the stand-in with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_platform.app_config import AppConfig, Shortcut
from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.shapes import Json

TOY = AppConfig(
    commands={"/toy": False},
    shortcuts=(Shortcut("Look", "look", True), Shortcut("Start", "start", False)),
)
MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        }
    ],
}


def buttons(*labels: str) -> list[Json]:
    """A row of buttons."""
    return [
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {
                    "type": "button",
                    "action_id": f"press:{number}",
                    "text": {"type": "plain_text", "text": label},
                    "value": label,
                }
                for number, label in enumerate(labels)
            ],
        }
    ]


class Toy:
    """The app. ``heard`` is what reached it; ``gate`` holds up its acknowledgements if closed."""

    def __init__(self, slack: SlackPlatform) -> None:
        workspace = slack.workspace("acme")
        self.client = AsyncWebClient(workspace.installation.token, base_url=slack.api_url)
        self.app = AsyncApp(client=self.client, signing_secret=slack.app.signing_secret)
        self.handler = AsyncSocketModeHandler(self.app, slack.app.app_token)
        self.heard: list[Json] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._listen()

    @classmethod
    @asynccontextmanager
    async def connected(cls, slack: SlackPlatform) -> AsyncIterator[Toy]:
        """The app on a WebSocket."""
        toy = cls(slack)
        await toy.handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.until(lambda: slack.sockets.connections, "no connection")
        try:
            yield toy
        finally:
            await toy.handler.close_async()  # type: ignore[no-untyped-call]

    def _listen(self) -> None:
        self.app.command("/toy")(self._command)
        self.app.event("app_mention")(self._mention)
        self.app.event("message")(self._note)
        self.app.event("app_home_opened")(self._home)
        self.app.shortcut("look")(self._look)
        self.app.shortcut("start")(self._open)
        self.app.action(re.compile("press:.*"))(self._press)
        self.app.view("form")(self._form)

    async def _command(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        await self.gate.wait()
        if body["text"] == "form":
            await ack()
            await self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        else:
            await ack(text=f"You said {body['text']}", blocks=buttons("Once", "More"))

    async def _mention(self, event: Json, say: Any, body: Json) -> None:
        self.heard.append(body)
        await say(text="Here I am", thread_ts=event["ts"], unfurl_links=False, unfurl_media=False)

    async def _note(self, body: Json) -> None:
        self.heard.append(body)

    async def _home(self, event: Json) -> None:
        self.heard.append(event)
        view = {"type": "home", "blocks": [{"type": "divider"}]}
        await self.client.views_publish(user_id=event["user"], view=view)

    async def _look(self, ack: Any, body: Json, respond: Any) -> None:
        await ack()
        self.heard.append(body)
        await respond(text="I looked")

    async def _open(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def _press(self, ack: Any, body: Json, respond: Any) -> None:
        await ack()
        self.heard.append(body)
        await respond(text="Pressed", replace_original=body["actions"][0]["value"] == "Once")

    async def _form(self, ack: Any, body: Json, view: Json) -> None:
        self.heard.append(body)
        name = view["state"]["values"]["name"]["name"]["value"]
        if name == "nobody":
            await ack(response_action="errors", errors={"name": "Somebody, please"})
        else:
            await ack()
