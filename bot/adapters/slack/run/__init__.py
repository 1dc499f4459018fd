"""Runs mailmedic in Slack on Bolt: the only place where Slack's libraries are used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot.adapters.slack.doors import Doors
from bot.adapters.slack.render import Renderer
from bot.adapters.slack.run.app import Listeners
from bot.adapters.slack.run.client import web_client
from bot.adapters.slack.run.deliver import Delivery
from bot.adapters.slack.run.downloads import Downloads
from bot.adapters.slack.run.face import SlackFace
from bot.adapters.slack.run.handlers import Handlers
from bot.adapters.slack.run.pages import OwnPages
from bot.adapters.slack.run.pictures import Pictures, PictureUrl, no_pictures
from bot.adapters.slack.run.quiet import QUIET, make_quiet
from bot.adapters.slack.run.speech import Speech
from bot.adapters.slack.run.transport import by_http, by_socket
from bot.adapters.slack.run.work import Work
from bot.adapters.slack.run.workspaces import open_one
from bot.adapters.slack.settings import SlackSettings, Transport
from bot.core.chat import Chat
from connectors.clock import Clock
from knowledge.speak import Speaker

DRAIN_SECONDS = 10.0
"""For answers that are under way when we are told to end."""


@asynccontextmanager
async def running(
    settings: SlackSettings,
    chat: Chat,
    speaker: Speaker,
    *,
    clock: Clock,
    doors: Doors | None = None,
    picture_url: PictureUrl = no_pictures,
) -> AsyncIterator[SlackFace]:
    """Be in Slack beside the block, and end with it: no new payloads, then what is under way.

    ``doors`` are needed for ``Transport.HTTP``; whoever made them serves their routes.

    Raises:
        SlackApiError: Slack does not take the token.
    """
    make_quiet()
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = web_client(settings, session)
        work = Work()
        pictures = Pictures(client, picture_url, work.begin)
        workspaces = await open_one(client, pictures, clock)
        app = AsyncApp(
            name="mailmedic", client=client, logger=QUIET, request_verification_enabled=False
        )
        speech = Speech(Renderer(speaker), clock)
        delivery = Delivery(chat, speech, speaker, clock)
        pages = OwnPages(chat, speech, speaker)
        downloads = Downloads(settings, session, clock)
        handlers = Handlers(chat, delivery, downloads, pages, clock)
        Listeners(handlers, pages, workspaces, work).listen(app, settings)
        transport = (
            by_http(app, doors)
            if settings.transport is Transport.HTTP and doors is not None
            else by_socket(app, settings)
        )
        try:
            async with transport:
                yield SlackFace(workspaces, speech)
        finally:
            await work.drain(DRAIN_SECONDS, clock)
