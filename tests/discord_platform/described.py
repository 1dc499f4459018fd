"""Puts users, places and messages into Discord's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.discord_platform.places import (
    EVERYBODY,
    GROUP_DM,
    GUILD_TEXT,
    USE_EXTERNAL_APPS,
    Channel,
    Guild,
    Membership,
    User,
)

JOINED = "2026-01-05T09:00:00.000000+00:00"
DM_PERMISSIONS = EVERYBODY
FILE_LIMIT = 10 * 1024 * 1024


def user(one: User) -> dict[str, Any]:
    """An account."""
    described: dict[str, Any] = {
        "id": one.id,
        "username": one.name.lower().replace(" ", "_"),
        "discriminator": "0000" if one.bot else "0",
        "global_name": None if one.bot else one.name,
        "avatar": None,
        "public_flags": 0,
    }
    return described | ({"bot": True} if one.bot else {})


def member(one: Membership) -> dict[str, Any]:
    """What a message event says of its author's membership."""
    return {
        "nick": None,
        "avatar": None,
        "roles": [role.id for role in one.roles],
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def asking_member(one: Membership) -> dict[str, Any]:
    """What an interaction says of whoever asks, in a guild."""
    return {**member(one), "user": user(one.user), "permissions": str(one.permissions)}


def partial_channel(channel: Channel, asker: User) -> dict[str, Any]:
    """The channel of an interaction."""
    if channel.type == GUILD_TEXT and channel.guild:
        return {
            "id": channel.id,
            "type": GUILD_TEXT,
            "name": channel.name,
            "guild_id": channel.guild.id,
            "permissions": str(permissions_of(asker, channel)),
            "position": 0,
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
    others = [one for one in channel.people if one is not asker]
    described: dict[str, Any] = {
        "id": channel.id,
        "type": channel.type,
        "recipients": [user(one) for one in others],
        "last_message_id": None,
        "flags": 0,
    }
    if channel.type == GROUP_DM:
        described |= {"name": channel.name, "icon": None, "owner_id": asker.id}
    return described


def permissions_of(asker: User, channel: Channel) -> int:
    """What somebody may do in a channel."""
    if channel.guild is None:
        return DM_PERMISSIONS
    found = channel.guild.members.get(asker.id)
    return found.permissions if found else EVERYBODY


def app_permissions(channel: Channel) -> int:
    """What the application may do there; a guild that did not add it grants little."""
    if channel.guild and not channel.guild.has_app:
        return EVERYBODY & ~(1 << 11)
    return EVERYBODY | (USE_EXTERNAL_APPS if channel.guild else 0)


def partial_guild(guild: Guild) -> dict[str, Any]:
    """The guild of an interaction."""
    return {"id": guild.id, "locale": guild.locale, "features": []}


def whole_guild(guild: Guild, bot: User) -> dict[str, Any]:
    """What GUILD_CREATE says, as far as a bot without privileged intents is told."""
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.id,
        "preferred_locale": guild.locale,
        "features": [],
        "member_count": len(guild.members) + 1,
        "large": False,
        "unavailable": False,
        "joined_at": JOINED,
        "roles": [whole_role(guild.id, "@everyone")],
        "emojis": [],
        "stickers": [],
        "channels": [_channel(one) for one in guild.channels],
        "threads": [],
        "members": [{**member(Membership(bot)), "user": user(bot)}],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "afk_timeout": 300,
        **dict.fromkeys(
            (
                "icon",
                "splash",
                "discovery_splash",
                "banner",
                "description",
                "afk_channel_id",
                "application_id",
                "system_channel_id",
                "rules_channel_id",
                "public_updates_channel_id",
                "vanity_url_code",
                "safety_alerts_channel_id",
            )
        ),
    }


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "type": channel.type,
        "name": channel.name,
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "topic": None,
        "parent_id": None,
        "rate_limit_per_user": 0,
        "flags": 0,
        "last_message_id": None,
    }


def whole_role(role_id: str, name: str) -> dict[str, Any]:
    """A role."""
    return {
        "id": role_id,
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": str(EVERYBODY),
        "managed": False,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
    }


def whole_channel(channel: Channel, bot: User) -> dict[str, Any]:
    """What ``GET /channels/{id}`` and the opening of a conversation say."""
    if channel.guild:
        return {**_channel(channel), "guild_id": channel.guild.id}
    return partial_channel(channel, bot)


def message(
    message_id: str, channel: Channel, author: User, when: datetime, content: str = ""
) -> dict[str, Any]:
    """A message without anything but words."""
    return {
        "id": message_id,
        "channel_id": channel.id,
        "author": user(author),
        "content": content,
        "timestamp": when.isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "components": [],
    }


def message_event(
    raw: Mapping[str, Any], channel: Channel, author: User, *, content: bool
) -> dict[str, Any]:
    """What MESSAGE_CREATE says; without the content where the bot may not read it."""
    event = {**raw, "channel_type": channel.type}
    if not content:
        event |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if channel.guild:
        event["guild_id"] = channel.guild.id
        if found := channel.guild.members.get(author.id):
            event["member"] = member(found)
    return event
