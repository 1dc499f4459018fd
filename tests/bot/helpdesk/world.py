"""A helpdesk with a store, a platform and a clock, as tests need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Face, Heard, Where, Who
from bot.core.model import Outcome, Reply
from bot.core.plain import plain
from bot.helpdesk.helpdesk import Helpdesk
from bot.helpdesk.settings import HelpdeskSettings
from bot.store.preferences import Preferences
from bot.store.store import Store
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.helpdesk.platform import ANN, CHANNEL, DESK, Platform, asked, filled, picked
from tests.bot.store.moments import Clock

SETTINGS = HelpdeskSettings(channel=DESK.id)


@dataclass
class World:
    """One helpdesk; ``again`` makes another process on the same store and platform."""

    store: Store
    knowledge: Knowledge
    speaker: Speaker
    settings: HelpdeskSettings = SETTINGS
    clock: Clock = field(default_factory=Clock)
    slack: Platform = field(default_factory=Platform)
    helpdesk: Helpdesk = field(init=False)
    preferences: Preferences = field(init=False)

    async def begin(self, **more: Any) -> World:
        """Start it."""
        self.preferences = await Preferences.loaded(self.store, self.clock)
        faces: Mapping[str, Face] = {"slack": self.slack}
        self.helpdesk = Helpdesk(
            self.store,
            self.preferences,
            self.knowledge,
            self.speaker,
            self.settings,
            faces,
            self.clock,
            **more,
        )
        return self

    async def again(self) -> World:
        """Another process of the same helpdesk."""
        other = World(self.store, self.knowledge, self.speaker, self.settings, self.clock)
        other.slack = self.slack
        return await other.begin()

    async def hear(self, heard: Heard) -> Reply:
        """Say something, and read to the last reply."""
        answer = self.helpdesk.hear(heard)
        assert answer is not None
        assert answer.first is not None
        last = answer.first
        if answer.later is not None:
            async for reply in answer.later:
                last = reply
        assert last.final
        return last

    async def told(self, heard: Heard) -> str:
        """The last reply as text; what is due is delivered then."""
        reply = await self.hear(heard)
        await self.helpdesk.tick()
        return plain(reply.blocks)

    async def ask(
        self,
        who: Who,
        text: str,
        answer: str,
        language: Language = Language.EN,
        causes: tuple[Cause, ...] = (),
    ) -> None:
        """A question that was answered by the assistant."""
        heard = asked(who, text)
        await self.helpdesk.asked(heard, answer, Outcome.ANSWERED, language, "", causes)

    async def open(
        self, who: Who, text: str = "It is broken", answer: str = "a1", where: Where = CHANNEL
    ) -> str:
        """Hand something over; the reply as text."""
        return await self.told(filled(who, f"case:open:{answer}", where, words=text))

    async def do(self, message: str, who: Who = ANN, where: Where = DESK) -> str:
        """An agent picks a button."""
        return await self.told(picked(who, message, where))

    async def fill(self, form: str, who: Who = ANN, where: Where = DESK, **values: str) -> str:
        """Somebody fills in a form."""
        return await self.told(filled(who, form, where, **values))
