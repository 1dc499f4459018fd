"""What somebody at a Slack client sees, and waiting until they see it."""

from __future__ import annotations

from collections.abc import Callable

from tests.slack_platform.platform import SlackPlatform
from tests.slack_platform.records import Channel, Message, OpenView, Person
from tests.slack_platform.workspace import Workspace


class Eyes:
    """A person of a workspace, and all that their client shows them."""

    def __init__(self, platform: SlackPlatform, workspace: Workspace, person: Person) -> None:
        self.platform, self.workspace, self.person = platform, workspace, person

    @property
    def dm(self) -> Channel:
        """Their conversation with the app."""
        return self.workspace.im(self.person)

    def sees(self, channel: Channel | None = None) -> list[Message]:
        """The messages there, or everywhere."""
        if channel is None:
            return self.workspace.everywhere(self.person)
        return self.workspace.seen_by(self.person, channel)

    def answers(self, channel: Channel | None = None) -> list[Message]:
        """Those of them that are the app's."""
        return [message for message in self.sees(channel) if message.by_app]

    @property
    def modal(self) -> OpenView | None:
        """The modal on top of their screen."""
        screen = self.workspace.screen(self.person)
        return screen[-1] if screen else None

    @property
    def home(self) -> OpenView | None:
        """The app's page for them."""
        return self.workspace.homes.get(self.person.id)

    def reloads(self) -> None:
        """Their client starts anew: ephemeral messages are gone."""
        self.workspace.forget_ephemeral(self.person)

    async def waits_for_answer(
        self,
        words: str = "",
        channel: Channel | None = None,
        *,
        more_than: int = 0,
        wanted: Callable[[Message], bool] = lambda _message: True,
    ) -> Message:
        """The app's first message with these words, past so many of its messages."""

        def look() -> Message | None:
            for message in self.answers(channel)[more_than:]:
                if words in message.words and wanted(message):
                    return message
            return None

        def told() -> str:
            seen = [message.words[:200] for message in self.answers(channel)]
            return f"{self.person.name} waits for {words!r}, sees {seen}; {self.platform.story()}"

        return await self.platform.changes.until(look, told)

    async def waits_for_modal(self, words: str = "") -> OpenView:
        """The modal that has these words, in its title or below."""

        def look() -> OpenView | None:
            top = self.modal
            return top if top and words in f"{top.title}\n{top.words}" else None

        return await self.platform.changes.until(
            look, lambda: f"no modal with {words!r}; {self.platform.story()}"
        )

    async def waits_for_home(self, words: str = "") -> OpenView:
        """Their page, once it has these words."""
        return await self.platform.changes.until(
            lambda: self.home if self.home and words in self.home.words else None,
            lambda: f"no home with {words!r}; {self.platform.story()}",
        )
