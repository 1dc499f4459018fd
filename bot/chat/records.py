"""What the helpdesk hears of, and what it has to say: called beside answers, never before one.

Without a helpdesk nothing is recorded, and who can help is told from the company's own layer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from bot.core.chat import Answer, Heard, Where, Who
from bot.core.model import Block, Outcome, Reply
from connectors.model import Report
from knowledge.causes import Cause
from knowledge.model import Language

log = logging.getLogger(__name__)


class CaseDesk(Protocol):
    """The helpdesk, as ``bot.helpdesk`` implements it."""

    def available(self, workspace: str) -> bool:
        """Whether there is a helpdesk to ask, for people of this workspace."""
        ...

    def hear(self, heard: Heard) -> Answer | None:
        """The answer to what is about cases and outages; None where it is not."""
        ...

    def notice(
        self, text: str, language: Language, causes: tuple[Cause, ...] = ()
    ) -> tuple[Block, ...]:
        """What is known of an outage at what a text names; nothing where nothing is."""
        ...

    async def asked(
        self,
        heard: Heard,
        answer_id: str,
        outcome: Outcome,
        language: Language,
        topic: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> None:
        """A question was answered, or was not."""
        ...

    async def checked(self, who: Who, where: Where, report: Report, language: Language) -> None:
        """A check has ended."""
        ...

    async def feedback(self, who: Who, answer_id: str, topic: str, helpful: bool) -> None:
        """Whether an answer helped; the last word of a person counts."""
        ...


class Records:
    """Tells the helpdesk, in the background; its trouble is not the asker's."""

    def __init__(self, desk: CaseDesk | None) -> None:
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()

    def available(self, workspace: str) -> bool:
        """Whether a person can be asked from here."""
        return self._desk is not None and self._desk.available(workspace)

    def hear(self, heard: Heard) -> Answer | None:
        """The helpdesk's answer, where what was said is about cases.

        Where nobody can be asked from, whoever asks for a person is told whom else to ask.
        """
        if heard.text.startswith("human:") and not self.available(heard.where.workspace):
            return None
        return self._desk.hear(heard) if self._desk else None

    def notice(
        self, text: str, language: Language, causes: tuple[Cause, ...] = ()
    ) -> tuple[Block, ...]:
        """What is known of an outage."""
        return self._desk.notice(text, language, causes) if self._desk else ()

    def asked(self, heard: Heard, answer_id: str, reply: Reply) -> None:
        """A question was replied to so; what is no question has no outcome."""
        if self._desk and reply.outcome:
            asked = self._desk.asked(
                heard, answer_id, reply.outcome, reply.language, reply.topic, reply.causes
            )
            self._begin(asked)

    def checked(self, heard: Heard, report: Report, language: Language) -> None:
        """A check that was asked for in this way has ended."""
        if self._desk:
            self._begin(self._desk.checked(heard.who, heard.where, report, language))

    def feedback(self, who: Who, answer_id: str, topic: str, *, helpful: bool) -> None:
        """Somebody said whether it helped."""
        if self._desk:
            self._begin(self._desk.feedback(who, answer_id, topic, helpful))

    async def written(self) -> None:
        """Wait until everything is told."""
        await asyncio.gather(*self._tasks)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work), name="a record of the helpdesk")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _guarded(work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            # Never its words: a database's error quotes what was to be written.
            log.error("a record was not written: %s", type(error).__name__)
