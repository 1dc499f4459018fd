"""What we do about each thing that Slack tells us: acknowledged first, then read and answered."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.adapters.slack import read, ways
from bot.adapters.slack.files import Readable
from bot.adapters.slack.modal import modal, place_of
from bot.adapters.slack.read import Said
from bot.adapters.slack.run.buttons import Buttons
from bot.adapters.slack.run.deliver import NO_CONVERSATION, Delivery
from bot.adapters.slack.run.downloads import Downloads, Fetched
from bot.adapters.slack.run.pages import OwnPages
from bot.adapters.slack.run.workspace import Workspace
from bot.core.chat import Answer, Chat, NotDelivered, Way, Who
from bot.core.kept import Seen
from bot.core.model import Form
from connectors.clock import Clock
from knowledge.model import Language

Json = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]

HASTY_SECONDS = 1.2
"""For asking who has filled in a form: Slack waits three for the acknowledgement."""

PATIENT_SECONDS = 20.0
"""For asking who somebody is otherwise. A form whose trigger is dead by then is a button."""

NOTHING = Answer(None)

_PROBLEMS = {
    Readable.PICTURE: "picture",
    Readable.TOO_LARGE: "file_too_large",
    Readable.NO: "file_unreadable",
}

log = logging.getLogger(__name__)


class Handlers:
    """Answers one workspace's payload at a time; every method is told where by ``at``."""

    def __init__(
        self, chat: Chat, delivery: Delivery, downloads: Downloads, pages: OwnPages, clock: Clock
    ) -> None:
        self._chat = chat
        self._delivery = delivery
        self._downloads = downloads
        self._pages = pages
        self._buttons = Buttons(chat, delivery)
        self._seen = Seen(clock)

    async def command(self, body: Json, at: Workspace) -> None:
        """A slash command."""
        await self._answer(read.command(body), at)

    async def event(self, body: Json, at: Workspace) -> None:
        """A mention, or a message."""
        said = read.event(body, at.bot)
        if said is not None:
            await self._answer(said, at)

    async def shortcut(self, body: Json, at: Workspace) -> None:
        """A shortcut."""
        await self._answer(read.shortcut(body), at)

    async def action(self, body: Json, at: Workspace) -> None:
        """A click."""
        said = read.action(body)
        if said.action == ways.LINK or self._seen.again(said.id):
            return
        said = await _placed(said, at)
        who = await _who(said, at)
        async with _told(said, who, self._delivery, at):
            await self._buttons.clicked(said, who, at)
            if said.origin.view == "home":
                await self._pages.home(said.origin.user, at)

    async def submission(self, ack: Ack, body: Json, at: Workspace) -> None:
        """A form, filled in. What is still wrong with it is shown in the form itself."""
        said, place = read.submission(body), place_of(body["view"])
        if self._seen.again(said.id):
            await ack()
            return
        in_time = await at.knows(said.origin.user, HASTY_SECONDS)
        if not in_time:
            # Who it is must be known before anything is said; the form cannot wait for it.
            await ack()
        who = await _who(said, at)
        said = self._delivery.remembered(said, place.key)
        async with _told(said, who, self._delivery, at):
            answer = self._chat.hear(said.heard(who))
            first = answer.first
            form = _form_of(first.blocks if first else ())
            if first and form and in_time:
                again = replace(place, form=form.id)
                view = modal(first, form, again, self._delivery.speech.renderer)
                await ack(response_action="update", view=view)
                return
            if in_time:
                await ack()
            await self._delivery.deliver(said, answer, at)

    async def _answer(self, said: Said, at: Workspace) -> None:
        if self._seen.again(said.id):
            return
        said = await _placed(said, at)
        who = await _who(said, at)
        async with _told(said, who, self._delivery, at):
            # What was not said to us is not fetched, and its files are nobody's problem.
            files = () if said.way is Way.WATCHED else said.files
            fetched = await self._downloads.fetch(files, at)
            answer = NOTHING
            if said.text or fetched.texts or not files:
                answer = self._chat.hear(said.heard(who, fetched.texts))
                await self._delivery.deliver(said, answer, at)
            if answer.first or not said.text:
                spoken = answer.first.language if answer.first else who.language
                await self._tell_problems(said, spoken or Language.EN, fetched, at)

    async def _tell_problems(
        self, said: Said, language: Language, fetched: Fetched, at: Workspace
    ) -> None:
        for problem in sorted(fetched.problems, key=lambda one: one.name):
            await self._delivery.tell(said, _PROBLEMS[problem], language, at)


class _told:  # noqa: N801 - used as a statement
    """A defect of ours is logged by its kind and place, and told to whoever waits."""

    def __init__(self, said: Said, who: Who, delivery: Delivery, at: Workspace) -> None:
        self._said = said
        self._language = who.language or Language.EN
        self._delivery = delivery
        self._at = at

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        key = "went_wrong"
        if isinstance(error, NotDelivered):
            log.warning("an answer did not arrive: %s", error.reason)
            if error.reason != NO_CONVERSATION:
                return True
            key = "no_direct"
        else:
            log.error("an answer broke: %s at %s", type(error).__name__, where(error))
        try:
            await self._delivery.tell(self._said, key, self._language, self._at)
        except NotDelivered as refused:
            log.warning("and could not be told: %s", refused.reason)
        return True


def where(error: BaseException) -> str:
    """File and line of an error; never its message, which may quote what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


async def _who(said: Said, at: Workspace) -> Who:
    origin = said.origin
    return await at.who(origin.user, stranger=origin.stranger, seconds=PATIENT_SECONDS)


async def _placed(said: Said, at: Workspace) -> Said:
    """What was said, knowing whether its conversation is ours: people have their own, too."""
    origin = said.origin
    if not origin.channel.startswith("D") or origin.direct:
        return said
    ours = await at.direct_channel(origin.user) == origin.channel
    return replace(said, origin=replace(origin, direct=ours))


def _form_of(blocks: tuple[object, ...]) -> Form | None:
    return next((block for block in blocks if isinstance(block, Form)), None)
