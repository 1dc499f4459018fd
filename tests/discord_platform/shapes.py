"""The documented shapes of what Discord says; the stand-in holds itself to them at each word."""

from __future__ import annotations

from collections.abc import Mapping

from tests.discord_platform.schema import (
    Rule,
    anything,
    boolean,
    both,
    by_type,
    either,
    integer,
    items,
    keyed,
    nullable,
    number,
    one_of,
    record,
    snowflake,
    text,
)

WHEN = text(20, 40, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")
BITS = text(1, 20, r"\d+")

USER = record(
    {
        "id": snowflake,
        "username": text(2, 32),
        "discriminator": text(1, 4),
        "global_name": nullable(text(1, 32)),
        "avatar": nullable(text()),
    },
    {"bot": boolean, "public_flags": integer(), "verified": boolean, "mfa_enabled": boolean},
)
_MEMBER: Mapping[str, Rule] = {
    "roles": items(snowflake),
    "joined_at": WHEN,
    "deaf": boolean,
    "mute": boolean,
    "flags": integer(),
}
_MEMBER_MORE: Mapping[str, Rule] = {
    "nick": nullable(text()),
    "avatar": nullable(text()),
    "premium_since": nullable(WHEN),
    "pending": boolean,
    "communication_disabled_until": nullable(WHEN),
}
MEMBER_WITHOUT_USER = record(_MEMBER, {**_MEMBER_MORE, "permissions": BITS})
ASKING_MEMBER = record({**_MEMBER, "user": USER, "permissions": BITS}, _MEMBER_MORE)
GUILD_MEMBER = record({**_MEMBER, "user": USER}, _MEMBER_MORE)

PARTIAL_CHANNEL = either(
    record(
        {"id": snowflake, "type": one_of(0), "name": text(1, 100), "permissions": BITS},
        {
            "guild_id": snowflake,
            "position": integer(),
            "nsfw": boolean,
            "topic": nullable(text()),
            "parent_id": nullable(snowflake),
            "last_message_id": nullable(snowflake),
            "rate_limit_per_user": integer(),
            "flags": integer(),
        },
    ),
    record(
        {"id": snowflake, "type": one_of(1, 3)},
        {
            "recipients": items(USER),
            "last_message_id": nullable(snowflake),
            "flags": integer(),
            "name": nullable(text()),
            "icon": nullable(text()),
            "owner_id": snowflake,
        },
    ),
)
ATTACHMENT = record(
    {
        "id": snowflake,
        "filename": text(1),
        "size": integer(0),
        "url": text(8),
        "proxy_url": text(8),
    },
    {
        "content_type": text(),
        "description": text(),
        "ephemeral": boolean,
        "height": nullable(integer()),
        "width": nullable(integer()),
    },
)
OWNERS = keyed(either(snowflake, one_of("0")), one_of("0", "1"))
_METADATA: Mapping[str, Rule] = {
    "id": snowflake,
    "type": one_of(2, 3, 5),
    "user": USER,
    "authorizing_integration_owners": OWNERS,
}
_MESSAGE: Mapping[str, Rule] = {
    "id": snowflake,
    "channel_id": snowflake,
    "author": USER,
    "content": text(),
    "timestamp": WHEN,
    "edited_timestamp": nullable(WHEN),
    "tts": boolean,
    "mention_everyone": boolean,
    "mentions": items(USER),
    "mention_roles": items(snowflake),
    "attachments": items(ATTACHMENT),
    "embeds": items(anything),
    "pinned": boolean,
    "type": integer(0, 46),
    "flags": integer(),
    "components": items(anything),
}
_MESSAGE_MORE: Mapping[str, Rule] = {
    "webhook_id": snowflake,
    "application_id": snowflake,
    "interaction_metadata": record(
        _METADATA,
        {
            "original_response_message_id": snowflake,
            "interacted_message_id": snowflake,
            "triggering_interaction_metadata": record(_METADATA),
        },
    ),
    "message_reference": record(
        {"type": one_of(0), "message_id": snowflake, "channel_id": snowflake},
        {"guild_id": snowflake},
    ),
    "referenced_message": nullable(anything),
    "message_snapshots": items(anything),
    "nonce": anything,
}
MESSAGE = record(_MESSAGE, _MESSAGE_MORE)
MESSAGE_EVENT = record(
    _MESSAGE,
    {
        **_MESSAGE_MORE,
        "guild_id": snowflake,
        "member": MEMBER_WITHOUT_USER,
        "channel_type": integer(0, 16),
    },
)

RESOLVED = record(
    {},
    {
        "users": keyed(USER, snowflake),
        "members": keyed(MEMBER_WITHOUT_USER, snowflake),
        "roles": keyed(anything, snowflake),
        "channels": keyed(anything, snowflake),
        "messages": keyed(MESSAGE, snowflake),
        "attachments": keyed(ATTACHMENT, snowflake),
    },
)


def _value(kind: int, rule: Rule) -> Rule:
    return record({"name": text(1, 32), "type": one_of(kind), "value": rule}, {"focused": boolean})


_VALUES: Mapping[int, Rule] = {
    3: _value(3, text()),
    4: _value(4, either(integer(), text())),
    5: _value(5, boolean),
    **{kind: _value(kind, snowflake) for kind in (6, 7, 8, 9, 11)},
    10: _value(10, either(number, text())),
}
_SUBCOMMAND = record(
    {"name": text(1, 32), "type": one_of(1), "options": items(by_type(_VALUES), 0, 25)}
)
_GROUP = record(
    {"name": text(1, 32), "type": one_of(2), "options": items(by_type({1: _SUBCOMMAND}), 1, 1)}
)
_COMMAND: Mapping[str, Rule] = {"id": snowflake, "name": text(1, 32)}
_COMMAND_MORE: Mapping[str, Rule] = {"resolved": RESOLVED, "guild_id": snowflake}
COMMAND_DATA = by_type(
    {
        1: record(
            {**_COMMAND, "type": one_of(1)},
            {
                **_COMMAND_MORE,
                "options": items(by_type({**_VALUES, 1: _SUBCOMMAND, 2: _GROUP}), 0, 25),
            },
        ),
        3: record({**_COMMAND, "type": one_of(3), "target_id": snowflake}, _COMMAND_MORE),
        2: record({**_COMMAND, "type": one_of(2), "target_id": snowflake}, _COMMAND_MORE),
    }
)
COMPONENT_DATA = both(
    record(
        {
            "custom_id": text(1, 100),
            "component_type": one_of(2, 3, 5, 6, 7, 8),
            "id": integer(1),
        },
        {"values": items(text()), "resolved": RESOLVED},
    )
)
_SUBMITTED: Mapping[str, Rule] = {"id": integer(1), "custom_id": text(1, 100)}
_TYPED = by_type(
    {
        4: record({**_SUBMITTED, "type": one_of(4), "value": text(0, 4000)}),
        **{
            kind: record({**_SUBMITTED, "type": one_of(kind), "values": items(text())})
            for kind in (3, 5, 6, 7, 8, 19, 22)
        },
        21: record({**_SUBMITTED, "type": one_of(21), "value": nullable(text())}),
        23: record({**_SUBMITTED, "type": one_of(23), "value": boolean}),
    }
)
MODAL_DATA = record(
    {
        "custom_id": text(1, 100),
        "components": items(
            by_type(
                {
                    18: record({"type": one_of(18), "id": integer(1), "component": _TYPED}),
                    10: record({"type": one_of(10), "id": integer(1)}),
                    1: record(
                        {"type": one_of(1), "id": integer(1), "components": items(_TYPED, 1, 1)}
                    ),
                }
            )
        ),
    },
    {"resolved": RESOLVED},
)

_INTERACTION: Mapping[str, Rule] = {
    "id": snowflake,
    "application_id": snowflake,
    "token": text(20, 400),
    "version": one_of(1),
    "entitlements": items(anything),
    "authorizing_integration_owners": OWNERS,
    "attachment_size_limit": integer(1),
    "app_permissions": BITS,
    "channel": PARTIAL_CHANNEL,
    "channel_id": snowflake,
    "context": one_of(0, 1, 2),
    "locale": text(2, 6),
}
_INTERACTION_MORE: Mapping[str, Rule] = {
    "guild": record({"id": snowflake, "locale": text(2, 6), "features": items(text())}),
    "guild_id": snowflake,
    "guild_locale": text(2, 6),
    "member": ASKING_MEMBER,
    "user": USER,
    "message": MESSAGE,
}


def _interaction(kind: int, data: Rule) -> Rule:
    return record({**_INTERACTION, "type": one_of(kind), "data": data}, _INTERACTION_MORE)


INTERACTION = by_type(
    {
        1: record(
            {"id": snowflake, "application_id": snowflake, "token": text(20), "type": one_of(1)},
            {"version": one_of(1), "user": USER, "entitlements": items(anything)},
        ),
        2: _interaction(2, COMMAND_DATA),
        3: _interaction(3, COMPONENT_DATA),
        4: _interaction(4, COMMAND_DATA),
        5: _interaction(5, MODAL_DATA),
    }
)

READY = record(
    {
        "v": one_of(10),
        "user": USER,
        "guilds": items(record({"id": snowflake, "unavailable": one_of(True)})),
        "session_id": text(8),
        "resume_gateway_url": text(8, 200, r"wss?://.+"),
        "application": record({"id": snowflake, "flags": integer()}),
    },
    {"shard": items(integer(0), 2, 2)},
)
DELETED = record({"id": snowflake, "channel_id": snowflake}, {"guild_id": snowflake})
EVENTS: Mapping[str, Rule] = {
    "READY": READY,
    "RESUMED": anything,
    "INTERACTION_CREATE": INTERACTION,
    "MESSAGE_CREATE": MESSAGE_EVENT,
    "MESSAGE_UPDATE": MESSAGE_EVENT,
    "MESSAGE_DELETE": DELETED,
    "GUILD_CREATE": anything,
    "GUILD_DELETE": record({"id": snowflake}, {"unavailable": boolean}),
}

CALLBACK_ANSWER = record(
    {
        "interaction": record(
            {"id": snowflake, "type": integer(1, 5)},
            {
                "response_message_id": snowflake,
                "response_message_loading": boolean,
                "response_message_ephemeral": boolean,
            },
        )
    },
    {"resource": record({"type": integer(4, 12)}, {"message": MESSAGE})},
)
