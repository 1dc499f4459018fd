"""One thing that somebody did, and how the application answered it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.discord_platform.changes import Changes
from tests.discord_platform.filled import Modal
from tests.discord_platform.interactions import Interaction
from tests.discord_platform.posted import Posted


@dataclass(eq=False)
class Exchange:
    """See the module. Its methods wait until what they name is there."""

    interaction: Interaction
    changes: Changes

    @property
    def message(self) -> Posted:
        """The answer that stands in the channel."""
        assert self.interaction.original, f"no message: answered by {self.interaction.answer}"
        return self.interaction.original

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def modal(self) -> Modal:
        """The form that it opened."""
        raw = self.interaction.modal
        assert raw, f"no form: answered by {self.interaction.answer}"
        return Modal(raw, self.interaction.asker, self.interaction.about)

    @property
    def choices(self) -> tuple[str, ...]:
        """What completes the option, as it is shown."""
        assert self.interaction.choices is not None
        return tuple(str(one["name"]) for one in self.interaction.choices)

    async def first(self) -> Exchange:
        """It was acknowledged."""
        await self.changes.until(
            lambda: self.interaction.answer, f"an answer to {self.interaction.payload['data']}"
        )
        return self

    async def answered(self) -> Posted:
        """There is a message, and it says more than that the application is thinking."""
        return await self.changes.until(
            lambda: None if self.message.loading else self.message, "more than a deferral"
        )

    async def shows(self, *words: str) -> Posted:
        """The message says all of these."""
        return await self.changes.until(
            lambda: self.message if all(one in self.text for one in words) else None,
            f"{words} in an answer",
        )

    async def follow_up(self, number: int = 1) -> Posted:
        """The nth message that came after the answer."""
        found = self.interaction.follow_ups
        return await self.changes.until(
            lambda: found[number - 1] if len(found) >= number else None, f"follow-up {number}"
        )
