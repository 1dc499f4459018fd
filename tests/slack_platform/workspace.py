"""A workspace: who is in it, what was said, and what each of them sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack_platform.ids import Ids
from tests.slack_platform.records import (
    Channel,
    HostedFile,
    Installation,
    Message,
    OpenView,
    Person,
)
from tests.slack_platform.shapes import Json


@dataclass
class Workspace:
    """Everything that one company keeps on Slack, with the app in it."""

    id: str
    domain: str
    ids: Ids
    installation: Installation
    enterprise: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    views: dict[str, OpenView] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    files: dict[str, HostedFile] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    """What the assistant says that it does, by channel and thread."""
    prompts: dict[str, list[Json]] = field(default_factory=dict)
    sessions: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bot = self.add_person("mailmedic", bot=True)
        self.bot_id = self.ids.new("B")

    def add_person(self, name: str, *, locale: str = "en-US", bot: bool = False) -> Person:
        """Somebody new."""
        person = Person(self.ids.new("U"), name, self.id, locale, bot=bot)
        self.people[person.id] = person
        return person

    def add_channel(self, name: str, *members: Person, private: bool = False) -> Channel:
        """A channel with these people in it; the app is a member when its bot is among them."""
        kind = "group" if private else "channel"
        channel = Channel(self.ids.new("C"), name, kind, {person.id for person in members})
        self.channels[channel.id] = channel
        return channel

    def im(self, person: Person) -> Channel:
        """Where this person and the app talk, opened when it is first asked for."""
        for channel in self.channels.values():
            if channel.kind == "im" and person.id in channel.members:
                return channel
        channel = Channel(self.ids.new("D"), "directmessage", "im", {person.id, self.bot.id})
        self.channels[channel.id] = channel
        return channel

    def named(self, name: str) -> Person:
        """The person of this name."""
        return next(person for person in self.people.values() if person.name == name)

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        blocks: list[Json] | None = None,
        **more: object,
    ) -> Message:
        """Put a message into a channel."""
        message = Message(
            self.ids.ts(),
            channel,
            user,
            text,
            self.numbered(blocks or []),
            **more,  # type: ignore[arg-type]
        )
        self.messages.append(message)
        return message

    def numbered(self, blocks: list[Json]) -> list[Json]:
        """Blocks as Slack keeps them: each with an id."""
        return [{"block_id": self.ids.new("b")} | block for block in blocks]

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that is there, and not an ephemeral one: those cannot be asked for."""
        for message in reversed(self.messages):
            if message.channel.id == channel and message.ts == ts:
                return None if message.gone or message.only_for else message
        return None

    def seen_by(self, person: Person, channel: Channel) -> list[Message]:
        """What this person sees there, in order."""
        if channel.kind != "channel" and person.id not in channel.members:
            return []
        return [
            message
            for message in self.messages
            if message.channel is channel
            and not message.gone
            and message.only_for in ("", person.id)
        ]

    def everywhere(self, person: Person) -> list[Message]:
        """What this person sees in all channels, in order of time."""
        there = {id(m) for c in self.channels.values() for m in self.seen_by(person, c)}
        return [message for message in self.messages if id(message) in there]

    def forget_ephemeral(self, person: Person) -> None:
        """The client was reloaded: what only this person saw, and nobody keeps, is gone."""
        for message in self.messages:
            if message.only_for == person.id:
                message.gone = True

    def screen(self, person: Person) -> list[OpenView]:
        """The modals that are open for this person, the topmost last."""
        return [view for view in self.views.values() if view.person == person.id]
