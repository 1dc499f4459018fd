"""People: what they do on Discord, and what they see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.discord_platform import described
from tests.discord_platform import interactions as kinds
from tests.discord_platform.exchange import Exchange
from tests.discord_platform.filled import Modal
from tests.discord_platform.judge.commands import MESSAGE_MENU
from tests.discord_platform.judge.components import BUTTON, LINK, USER_SELECT
from tests.discord_platform.offered import NotOffered, Upload, data_of, find, local_name, offered
from tests.discord_platform.places import Channel, User
from tests.discord_platform.posted import Posted
from tests.discord_platform.writing import upload

if TYPE_CHECKING:
    from tests.discord_platform.platform import Discord


@dataclass(frozen=True)
class Actor:
    """Somebody in a place."""

    discord: Discord
    user: User
    channel: Channel

    def at(self, channel: Channel) -> Actor:
        """The same person elsewhere."""
        return replace(self, channel=channel)

    @property
    def alone(self) -> Actor:
        """The same person in their conversation with the bot."""
        state = self.discord.state
        return self.at(state.conversation(self.user, state.bot))

    def beside(self, other: Actor) -> Actor:
        """The same person in their conversation with somebody else."""
        return self.at(self.discord.state.conversation(self.user, other.user))

    # What they do.

    async def slash(self, command: str, /, **options: Any) -> Exchange:
        """Use a slash command; returns when it was acknowledged."""
        return await (await self.sends(command, **options)).first()

    async def sends(self, command: str, /, **options: Any) -> Exchange:
        """Use a slash command, and do not wait."""
        name, *path = command.split()
        found = find(self.discord.state, self.user, self.channel, name)
        data = data_of(self.discord.state, found, path, options)
        return await self._interact(kinds.COMMAND, data)

    async def autocomplete(
        self, command: str, option: str, typed: str, /, **given: Any
    ) -> Exchange:
        """Type into an option; returns with what completes it."""
        return await (await self.types(command, option, typed, **given)).first()

    async def types(self, command: str, option: str, typed: str, /, **given: Any) -> Exchange:
        """Type into an option, and do not wait."""
        name, *path = command.split()
        found = find(self.discord.state, self.user, self.channel, name)
        values = {**given, option: typed}
        data = data_of(self.discord.state, found, path, values, kinds.AUTOCOMPLETE, focused=option)
        return await self._interact(kinds.AUTOCOMPLETE, data)

    async def menu(self, message: Posted, name: str) -> Exchange:
        """Pick a command from a message's menu."""
        self._must_see(message)
        command = find(self.discord.state, self.user, self.channel, name, MESSAGE_MENU)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": MESSAGE_MENU,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.raw}},
        }
        return await (await self._interact(kinds.COMMAND, data)).first()

    async def click(self, message: Posted, label: str) -> Exchange:
        """Press a button; returns when it was acknowledged."""
        return await (await self.press(message, label)).first()

    async def press(self, message: Posted, label: str) -> Exchange:
        """Press a button, and do not wait."""
        self._must_see(message)
        button = message.button(label)
        if button.get("disabled") or button["style"] == LINK:
            raise NotOffered(f"{label!r} cannot be pressed")
        return await self.use(message, button)

    async def use(
        self, message: Posted, part: Mapping[str, Any], values: list[str] | None = None
    ) -> Exchange:
        """Use a component as a client does, and do not wait."""
        data: dict[str, Any] = {
            "custom_id": part["custom_id"],
            "component_type": part["type"],
            "id": part["id"],
        }
        if part["type"] != BUTTON:
            data["values"] = values or []
        return await self._interact(kinds.COMPONENT, data, message)

    async def select(self, message: Posted, label: str) -> Exchange:
        """Pick an option from whichever menu of a message has it."""
        self._must_see(message)
        for menu in message.menus:
            for one in menu.get("options", []):
                if one["label"] == label and not menu.get("disabled"):
                    return await (await self.use(message, menu, [one["value"]])).first()
        raise NotOffered(f"no menu has {label!r}")

    async def select_person(self, message: Posted, person: User) -> Exchange:
        """Pick somebody from a message's menu of people."""
        self._must_see(message)
        menu = message.parts(USER_SELECT)[0]
        return await (await self.use(message, menu, [person.id])).first()

    async def submit(self, modal: Modal, values: Mapping[str, Any] | None = None) -> Exchange:
        """Fill in a form, by labels, and send it; returns when it was acknowledged."""
        assert modal.asker is self.user, "a form is seen by one person only"
        data = modal.submission(values or {})
        return await (await self._interact(kinds.MODAL_SUBMIT, data, modal.about)).first()

    def says(
        self,
        text: str,
        *,
        mention: bool = False,
        replying: Posted | None = None,
        files: tuple[Upload, ...] = (),
    ) -> Posted:
        """Write a message here; ``mention`` puts the bot's name before it."""
        state = self.discord.state
        content = f"<@{state.bot.id}> {text}" if mention else text
        posted = self.discord.writing.blank(self.channel, self.user, content)
        for one in files:
            posted.uploads[one.name] = one.content
            posted.raw["attachments"].append(upload(state, one.name, one.content, one.kind))
        named = [one for one in state.users.values() if f"<@{one.id}>" in content]
        if replying:
            named += [state.users[replying.raw["author"]["id"]]]
            posted.raw |= {
                "type": 19,
                "message_reference": {
                    "type": 0,
                    "message_id": replying.id,
                    "channel_id": replying.channel.id,
                },
                "referenced_message": replying.raw,
            }
        posted.raw["mentions"] = [described.user(one) for one in dict.fromkeys(named)]
        self.discord.writing.announce(posted)
        return posted

    def dm(self, text: str, *, files: tuple[Upload, ...] = ()) -> Posted:
        """Write to the bot alone."""
        return self.alone.says(text, files=files)

    def close_messages(self) -> None:
        """Let nobody write to them directly."""
        self.user.open_to_messages = False

    # What they see.

    @property
    def sees(self) -> tuple[Posted, ...]:
        """Every message that they can read, anywhere."""
        return self.discord.state.seen_by(self.user)

    @property
    def reads(self) -> str:
        """All the words of these."""
        return "\n".join(one.text for one in self.sees)

    @property
    def commands(self) -> tuple[str, ...]:
        """The names of what they are offered here, in their language."""
        found = offered(self.discord.state, self.user, self.channel)
        return tuple(local_name(one, self.user.locale) for one in found)

    async def finds(self, *words: str) -> Posted:
        """A message that says all of these, as soon as they can read one."""
        return await self.discord.changes.until(
            lambda: next(
                (one for one in self.sees if all(word in one.text for word in words)), None
            ),
            f"{words} for {self.user.name}",
        )

    async def answer_to(self, said: Posted) -> Posted:
        """What the bot says next where they said something."""
        bot = self.discord.state.bot.id
        return await self.discord.changes.until(
            lambda: next(
                (
                    one
                    for one in self.sees
                    if one.channel is said.channel
                    and int(one.id) > int(said.id)
                    and one.raw["author"]["id"] == bot
                ),
                None,
            ),
            f"an answer to {said.text!r}",
        )

    def _must_see(self, message: Posted) -> None:
        if not message.visible_to(self.user):
            raise NotOffered(f"{self.user.name} does not see this message")

    async def _interact(
        self, kind: int, data: Mapping[str, Any], about: Posted | None = None
    ) -> Exchange:
        return await self.discord.interact(self, kind, data, about)
