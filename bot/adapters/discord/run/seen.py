"""The library's objects as plain data: all that this face takes from them is taken here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord

from bot.adapters.discord.read import Seen, language_of, person_id
from knowledge.model import Language

Interaction = discord.Interaction[Any]


def seen(interaction: Interaction) -> Seen:
    """Who presses or calls, and where."""
    channel = interaction.channel
    direct = channel is None or isinstance(channel, discord.DMChannel)
    alone = direct and interaction.guild_id is None and _is_ours(interaction)
    rights = interaction.permissions
    return Seen(
        id=interaction.id,
        user=interaction.user.id,
        name=interaction.user.display_name,
        channel=interaction.channel_id or 0,
        server=interaction.guild_id or 0,
        parent=channel.parent_id if isinstance(channel, discord.Thread) else 0,
        channel_name=getattr(channel, "name", None) or "",
        alone=alone,
        locale=str(interaction.locale),
        roles=_roles(interaction.user),
        admin=bool(interaction.guild_id) and (rights.administrator or rights.manage_guild),
    )


def _is_ours(interaction: Interaction) -> bool:
    """Whether this is the person's conversation with us, not one between two people.

    Where Discord does not say, a direct message can only be ours.
    """
    context = interaction.context
    return context.dm_channel or not context.private_channel


def seen_message(message: discord.Message) -> Seen:
    """Who wrote a message, and where."""
    channel, guild = message.channel, message.guild
    server = guild.id if guild else getattr(channel, "guild_id", None) or 0
    return Seen(
        id=message.id,
        user=message.author.id,
        name=message.author.display_name,
        channel=channel.id,
        server=server,
        parent=(channel.parent_id or 0) if isinstance(channel, discord.Thread) else 0,
        channel_name=getattr(channel, "name", None) or "",
        alone=isinstance(channel, discord.DMChannel) or not server,
        roles=_roles(message.author),
    )


def language(interaction: Interaction) -> Language:
    """The language to speak to this person where nothing that they wrote tells it."""
    return language_of(str(interaction.locale)) or Language.EN


def is_private(interaction: Interaction) -> bool:
    """Whether what was pressed stands where only this person reads."""
    message = interaction.message
    return bool(message and message.flags.ephemeral) or seen(interaction).alone


def is_member(interaction: Interaction) -> bool:
    """Whether we are in the server: somebody may have brought us along for themselves only."""
    alone = interaction.is_user_integration() and not interaction.is_guild_integration()
    return interaction.guild_id is not None and not alone


def _roles(user: discord.abc.User) -> frozenset[int]:
    """The roles' ids. The library shows only those of servers that it keeps, and we keep none."""
    return frozenset(getattr(user, "_roles", ()))


def what_stands_in(message: discord.Message) -> str:
    """A message's words: its own, and those of embeds and parts, where other bots write theirs."""
    parts = [*_parts_of(message)]
    for forwarded in message.message_snapshots:
        parts += _parts_of(forwarded)
    return "\n".join(filter(None, parts))


def _parts_of(message: discord.Message | discord.MessageSnapshot) -> Iterator[str]:
    """The words of a message, or of one that was forwarded in it."""
    yield message.content
    for embed in message.embeds:
        yield from (embed.title or "", embed.description or "")
        yield from (f"{field.name}\n{field.value}" for field in embed.fields)
    yield from _texts_of(message.components)


def _texts_of(components: Iterable[object]) -> Iterator[str]:
    """The texts of a message that is made of parts, nested ones too."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _texts_of(getattr(component, "children", ()))


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """What a form holds that was sent, by field."""
    return dict(_typed(data.get("components", ())))


def _typed(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        inner = [*component.get("components", ())]
        if "component" in component:
            inner.append(component["component"])
        yield from _typed(inner)
        if "custom_id" in component and not inner:
            values = component.get("values") or ()
            value = component.get("value")
            picked = next(iter(values), "")
            if picked and component.get("type") == discord.ComponentType.user_select.value:
                picked = person_id(int(picked))
            yield component["custom_id"], str(value if value is not None else picked)
