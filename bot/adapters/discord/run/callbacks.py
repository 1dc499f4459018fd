"""The commands in the library's terms. Each turns what was filled in into words, and asks."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Command, ContextMenu, Group, Range, locale_str

from bot.adapters.discord import commands
from bot.adapters.discord.provider_names import ProviderNames
from bot.adapters.discord.read import Said
from bot.adapters.discord.run.faults import letting_go
from bot.adapters.discord.run.files import must_be_fetched, read_files
from bot.adapters.discord.run.filled import TRIAGE, Filled
from bot.adapters.discord.run.seen import (
    Interaction,
    language,
    what_stands_in,
)
from bot.adapters.discord.run.tree import Tree
from bot.adapters.discord.run.turns import Turns
from bot.adapters.discord.words import Phrases
from bot.core.chat import Chat, Way
from connectors.clock import Clock
from knowledge.model import Language

CHOICES, CHOICE = 25, 100


class Commands:
    """Fills a tree with the commands."""

    def __init__(
        self,
        turns: Turns,
        filled: Filled,
        chat: Chat,
        providers: ProviderNames,
        phrases: Phrases,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._turns = turns
        self._filled = filled
        self._chat = chat
        self._providers = providers
        self._phrases = phrases

    def fill(self, tree: Tree, name: str) -> None:
        """Add the commands under the name that the operator chose."""
        tree.turns = self._turns
        group = Group(name=name, description=self._text("group.description"))
        for command in (
            self._ask(),
            self._check(),
            self._triage(),
            self._port(),
            self._provider(),
            self._help(),
        ):
            group.add_command(command)
        tree.add_command(group)
        tree.add_command(self._explain())
        tree.add_command(self._settings(name))

    def _text(self, key: str) -> locale_str:
        return locale_str(commands.phrase(self._phrases, key, Language.EN), key=key)

    def _command(self, callback: Any, *options: str) -> Command[Any, ..., Any]:
        """A command named like its function, each option described and given its name."""
        name = callback.__name__
        keys = {option: f"{name}.options.{option}" for option in options}
        app_commands.describe(
            **{option: self._text(f"{key}.description") for option, key in keys.items()}
        )(callback)
        app_commands.rename(**{option: self._text(f"{key}.name") for option, key in keys.items()})(
            callback
        )
        return Command(
            name=self._text(f"{name}.name"),
            description=self._text(f"{name}.description"),
            callback=callback,
        )

    def _choices(self, option: str, values: tuple[str, ...]) -> list[Choice[str]]:
        return [
            Choice(name=self._text(f"choices.{option}.{value}"), value=value) for value in values
        ]

    def _ask(self) -> Command[Any, ..., Any]:
        async def ask(
            interaction: Interaction, question: Range[str, 1, 4000], private: bool = False
        ) -> None:
            await self._asked(interaction, question, private=private)

        command = self._command(ask, "question", "private")

        @command.autocomplete("question")
        async def suggest(interaction: Interaction, typed: str) -> list[Choice[str]]:
            return _shown(self._chat.suggestions(typed, language(interaction)))

        return command

    async def _said(self, interaction: Interaction, said: Said, *, private: bool) -> None:
        await self._turns.take(interaction, self._turns.said(interaction, said, private=private))

    async def _asked(self, interaction: Interaction, text: str, *, private: bool) -> None:
        """A question's answer is for everybody, as the question is, unless they want it private."""
        picked = text.startswith("topic:")  # what ``suggest`` offered
        way = Way.PICK if picked else Way.COMMAND
        await self._said(interaction, Said(text, way), private=private)

    def _check(self) -> Command[Any, ..., Any]:
        async def check(
            interaction: Interaction,
            address: Range[str, 1, 320],
            protocol: str = "",
            host: Range[str, 1, 255] = "",
            port: Range[int, 1, 65535] = 0,
            security: str = "",
        ) -> None:
            given = {
                "address": address,
                "protocol": protocol,
                "host": host,
                "port": str(port or ""),
                "security": security,
            }
            values = {name: value for name, value in given.items() if value}
            said = Said(f"check {address}", Way.COMMAND, values=values)
            await self._said(interaction, said, private=True)

        app_commands.choices(
            protocol=self._choices("protocol", commands.PROTOCOLS),
            security=self._choices("security", commands.SECURITIES),
        )(check)
        return self._command(check, "address", "protocol", "host", "port", "security")

    def _triage(self) -> Command[Any, ..., Any]:
        async def triage(
            interaction: Interaction,
            text: Range[str, 1, 4000] = "",
            file: discord.Attachment | None = None,
        ) -> None:
            if not text and file is None:
                await self._turns.take(interaction, self._filled.open(interaction, TRIAGE))
                return
            attachments = [file] if file else []
            work = self._read(interaction, text, Way.COMMAND, attachments)
            await self._turns.take(interaction, work)

        return self._command(triage, "text", "file")

    def _port(self) -> Command[Any, ..., Any]:
        async def port(
            interaction: Interaction, number: Range[int, 1, 65535], private: bool = False
        ) -> None:
            text = self._phrases.plain(
                "discord.asks.port", language(interaction), number=str(number)
            )
            await self._asked(interaction, text, private=private)

        return self._command(port, "number", "private")

    def _provider(self) -> Command[Any, ..., Any]:
        async def provider(
            interaction: Interaction, name: Range[str, 1, 100], private: bool = False
        ) -> None:
            await self._asked(interaction, name, private=private)

        command = self._command(provider, "name", "private")

        @command.autocomplete("name")
        async def suggest(interaction: Interaction, typed: str) -> list[Choice[str]]:
            return _shown(self._providers.of(typed, language(interaction)))

        return command

    def _help(self) -> Command[Any, ..., Any]:
        async def help(interaction: Interaction) -> None:  # noqa: A001 - named as the command
            text = self._phrases.plain("discord.asks.help", language(interaction))
            await self._said(interaction, Said(text, Way.COMMAND), private=True)

        return self._command(help)

    def _settings(self, name: str) -> Command[Any, ..., Any]:
        async def settings(interaction: Interaction) -> None:
            text = self._phrases.plain("discord.asks.settings", language(interaction))
            await self._said(interaction, Said(text, Way.COMMAND), private=True)

        command: Command[Any, ..., Any] = Command(
            name=f"{name}-{commands.SETTINGS.name}",
            description=self._text("settings.description"),
            callback=settings,
            # Discord shows it to administrators, who can give it to others.
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )
        command.default_permissions = discord.Permissions(manage_guild=True)
        return command

    def _explain(self) -> ContextMenu:
        async def explain(interaction: Interaction, message: discord.Message) -> None:
            text = what_stands_in(message)
            work = self._read(interaction, text, Way.SHORTCUT, message.attachments)
            await self._turns.take(interaction, work)

        return ContextMenu(name=self._text(f"{commands.MENU}.name"), callback=explain)

    async def _read(
        self, interaction: Interaction, text: str, way: Way, attachments: list[discord.Attachment]
    ) -> None:
        """Answer to a text and files; files take time, so the answer is put off until then."""
        if must_be_fetched(attachments):
            with letting_go("wait"):
                await interaction.response.defer(ephemeral=True, thinking=True)
        files = await read_files(attachments, self._clock)
        await self._turns.said(interaction, Said(text, way, files=files), private=True)


def _shown(suggestions: tuple[tuple[str, str], ...]) -> list[Choice[str]]:
    return [
        Choice(name=title[:CHOICE], value=message)
        for title, message in suggestions[:CHOICES]
        if title and len(message) <= CHOICE
    ]
