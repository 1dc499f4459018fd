"""Everything that ``mailmedic serve`` keeps running: page, store, helpdesk, conversation, chats.

They are built from the inside out and end the other way round: first what is said is finished,
while the chats are still there to say it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from functools import partial
from typing import TYPE_CHECKING

from bot.adapters.terminal.context import Context
from bot.commands.faces import Platform
from bot.core.chat import Face
from bot.core.check_talk import Checker
from connectors.clock import Clock

if TYPE_CHECKING:
    from bot.chat.conversation import Conversation
    from bot.helpdesk.outbound.outlets import Outlets
    from bot.store.store import Store
    from bot.web.desk import Desk

DRAIN_SECONDS = 15.0
"""For checks that run, and words that are still to be said, when we are told to end."""

LEAVE_SECONDS = 25.0
"""For the chats to say what they were given, and to close their lines."""

RETRY_SECONDS = (5.0, 15.0, 60.0, 300.0)
"""Between attempts to start a chat that cannot be reached; the last of them again and again."""

log = logging.getLogger(__name__)

Tell = Callable[..., None]
"""Tells the operator a phrase of ``serve``."""


@asynccontextmanager
async def service(
    platforms: Sequence[Platform], checker: Checker, context: Context, tell: Tell
) -> AsyncIterator[Desk]:
    """The service beside the block; it ends with words to whoever waits.

    Raises:
        SettingsError: the store cannot be used.
        PortTaken, TlsUnusable: as ``bot.web.server.serving``.
    """
    from bot.web.server import serving

    settings = context.settings
    outlets = _outlets(checker, context) if platforms else None
    routes = [route for platform in platforms for route in platform.routes]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            serving(
                settings.serve,
                checker,
                context.speaker,
                language=context.language,
                ca_file=settings.ca_file,
                routes=[*routes, *(outlets.routes if outlets else ())],
            )
        )
        if outlets:
            chats = _chats(platforms, desk, checker, outlets, context, tell)
            await stack.enter_async_context(chats)
        yield desk


def _outlets(checker: Checker, context: Context) -> Outlets:
    """The ways to other systems.

    Raises:
        SettingsError: one is configured in a way that cannot be meant.
    """
    from bot.helpdesk.outbound.outlets import Outlets, OutletSettings
    from bot.helpdesk.settings import HelpdeskSettings

    return Outlets(
        OutletSettings.from_env(context.environ),
        HelpdeskSettings.from_env(context.environ),
        context.knowledge,
        context.speaker,
        checker.clock,
        names=checker.names,
        policy=checker.policy,
        context=lambda: checker.contexts.verifying(context.settings.ca_file),
    )


@asynccontextmanager
async def _chats(
    platforms: Sequence[Platform],
    desk: Desk,
    checker: Checker,
    outlets: Outlets,
    context: Context,
    tell: Tell,
) -> AsyncIterator[None]:
    from bot.store.settings import StoreSettings
    from bot.store.store import opened

    faces: dict[str, Face] = {}
    async with (
        opened(StoreSettings.from_env(context.environ).url) as store,
        _conversation(desk, checker, outlets, context, faces, store) as conversation,
    ):
        conversation.warm()
        ending = asyncio.Event()
        starts = {one.name: partial(one.start, conversation, store) for one in platforms}
        tasks = [
            asyncio.create_task(_in(name, start, faces, ending, checker.clock, tell))
            for name, start in starts.items()
        ]
        try:
            yield
        finally:
            await conversation.drain(DRAIN_SECONDS)
            ending.set()
            await _ended(tasks)


@asynccontextmanager
async def _conversation(
    desk: Desk,
    checker: Checker,
    outlets: Outlets,
    context: Context,
    faces: dict[str, Face],
    store: Store,
) -> AsyncIterator[Conversation]:
    """The conversation, with the helpdesk and what is remembered across restarts behind it."""
    from bot.chat.conversation import ChatOptions, Conversation
    from bot.chat.counts import ChatCounts
    from bot.helpdesk.helpdesk import Helpdesk
    from bot.helpdesk.settings import HelpdeskSettings
    from bot.store.preferences import Preferences

    clock, knowledge, speaker = checker.clock, context.knowledge, context.speaker
    settings = HelpdeskSettings.from_env(context.environ)
    options = ChatOptions(
        language=context.language,
        outsiders_may_check=context.settings.serve.outsiders_may_check,
        admins=settings.admins,
    )
    preferences = await Preferences.loaded(store, clock.now)
    helpdesk = Helpdesk(
        store,
        preferences,
        knowledge,
        speaker,
        outlets.with_roles(settings),
        faces,
        clock.now,
        outlets.tell,
    )
    async with helpdesk.running(), outlets.running(store, preferences, helpdesk):
        counts = ChatCounts(desk.metrics.registry, clock)
        yield Conversation(knowledge, speaker, desk, clock, options, preferences, helpdesk, counts)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let the chats take leave; one that is stuck in its start or its end is left."""
    _, late = await asyncio.wait(tasks, timeout=LEAVE_SECONDS)
    for task in late:
        task.cancel()
    if late:
        log.warning("%d chats did not end in time", len(late))
        await asyncio.wait(late)


async def _in(
    name: str,
    start: Callable[[], AbstractAsyncContextManager[Face]],
    faces: dict[str, Face],
    ending: asyncio.Event,
    clock: Clock,
    tell: Tell,
) -> None:
    """Be in one chat until the end. What cannot be started is told, and tried again later."""
    attempt = 0
    while not ending.is_set():
        try:
            async with start() as face:
                faces[name] = face
                tell("chat.there", name=name.capitalize())
                await ending.wait()
            return
        except ImportError as error:
            tell("chat.not_installed", name=name.capitalize())
            log.info("%s: %s", name, error.name)
            return
        except Exception as error:
            # A library's message may quote a token.
            tell("chat.failed", name=name.capitalize(), reason=type(error).__name__)
        wait = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
        attempt += 1
        with suppress(TimeoutError):
            async with clock.limit(wait):
                await ending.wait()


def told_to_end() -> asyncio.Event:
    """Set once the process is told to end, by Ctrl-C or SIGTERM; told twice, it ends at once."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)
        event.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers: there Ctrl-C cancels, without last words.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, tell, number)
    return event
