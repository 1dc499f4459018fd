"""Runs mailmedic in Slack on Bolt: the only place where Slack's libraries are used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from bot.adapters.slack.doors import Doors
from bot.adapters.slack.render import Renderer
from bot.adapters.slack.run.app import Listeners
from bot.adapters.slack.run.deliver import Delivery
from bot.adapters.slack.run.downloads import Downloads
from bot.adapters.slack.run.face import SlackFace
from bot.adapters.slack.run.handlers import Handlers
from bot.adapters.slack.run.pages import OwnPages
from bot.adapters.slack.run.pictures import PictureUrl, no_pictures
from bot.adapters.slack.run.quiet import make_quiet
from bot.adapters.slack.run.seats import Seats
from bot.adapters.slack.run.speech import Speech
from bot.adapters.slack.run.transport import by_http, by_socket
from bot.adapters.slack.run.work import Work
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
        ValueError: there are no doors.
    """
    make_quiet()
    work = Work()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
        speech = Speech(Renderer(speaker), clock)
        pages = OwnPages(chat, speech, speaker)
        seats = Seats(settings, session, picture_url, work, clock)
        if settings.client_id:
            several = seats.several(speaker, pages, _opened(doors))
            app, workspaces = await stack.enter_async_context(several)
        else:
            app, workspaces = await seats.one()
        delivery = Delivery(chat, speech, speaker, clock)
        handlers = Handlers(chat, delivery, Downloads(settings, session, clock), pages, clock)
        Listeners(handlers, pages, workspaces, work, clock).listen(app, settings)
        # After the transport and before the workspaces: what is finished still needs them.
        stack.push_async_callback(work.drain, DRAIN_SECONDS, clock)
        if settings.transport is Transport.SOCKET:
            await stack.enter_async_context(by_socket(app, settings))
        else:
            await stack.enter_async_context(by_http(app, _opened(doors)))
        yield SlackFace(workspaces, speech)


def _opened(doors: Doors | None) -> Doors:
    if doors is None:
        raise ValueError("HTTP needs doors")
    return doors
