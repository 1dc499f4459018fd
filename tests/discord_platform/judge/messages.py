"""Messages: their fields, and what holds across them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tests.discord_platform.judge.components import every_part, judge_components
from tests.discord_platform.judge.embeds import judge_embeds
from tests.discord_platform.schema import (
    Fault,
    Faults,
    Rule,
    anything,
    boolean,
    either,
    integer,
    items,
    nullable,
    one_of,
    record,
    repeated,
    snowflake,
    text,
    under,
    written_snowflake,
)

SUPPRESS_EMBEDS, EPHEMERAL, SILENT, NEW = 1 << 2, 1 << 6, 1 << 12, 1 << 15
"""The flags that may be set; ``NEW`` is Components V2."""

MENTIONS = record(
    {},
    {
        "parse": items(one_of("users", "roles", "everyone"), 0, 3),
        "users": items(snowflake, 0, 100),
        "roles": items(snowflake, 0, 100),
        "replied_user": boolean,
    },
)
ATTACHMENT = record(
    {"id": either(snowflake, integer(0, 9), text(1, 1, r"\d"))},
    {
        "filename": text(1, 260),
        "title": nullable(text(0, 1024)),
        "description": nullable(text(0, 1024)),
        "is_spoiler": boolean,
        **dict.fromkeys(
            (
                "size",
                "url",
                "proxy_url",
                "content_type",
                "ephemeral",
                "height",
                "width",
                "spoiler",
                "flags",
            ),
            anything,
        ),
    },
)
_SHARED: Mapping[str, Rule] = {
    "content": nullable(text(0, 2000)),
    "embeds": nullable(anything),
    "allowed_mentions": nullable(MENTIONS),
    "components": nullable(anything),
    "attachments": nullable(items(ATTACHMENT, 0, 10)),
    "flags": nullable(integer(0)),
    "poll": nullable(anything),
}
_TTS: Mapping[str, Rule] = {"tts": boolean}
REFERENCE = record(
    {"message_id": written_snowflake},
    {
        "type": one_of(0),
        "channel_id": written_snowflake,
        "guild_id": written_snowflake,
        "fail_if_not_exists": boolean,
    },
)
NEW_MESSAGE = record(
    {},
    {
        **_SHARED,
        **_TTS,
        "nonce": either(text(1, 25), integer()),
        "enforce_nonce": boolean,
        "message_reference": REFERENCE,
        "sticker_ids": items(snowflake, 0, 3),
    },
)
# discord.py says ``tts`` in edits too, and Discord lets it pass.
CHANGED_MESSAGE = record({}, {**_SHARED, **_TTS})
WEBHOOK_MESSAGE = record({}, {**_SHARED, **_TTS, "thread_name": text(1, 100)})


def judge_message(
    shape: Rule,
    value: object,
    *,
    flags_allowed: int,
    before: Mapping[str, Any] | None = None,
    files: Collection[str] = (),
) -> Faults:
    """All that holds for one message, new or changed.

    ``before`` is the message that is changed; ``files`` are the names of what was uploaded with it.
    """
    yield from shape(value, "")
    if not isinstance(value, dict):
        return
    flags = value.get("flags") or 0
    if isinstance(flags, int) and flags & ~flags_allowed:
        yield Fault("flags", f"{flags & ~flags_allowed:#x} may not be set here")
    if value.get("embeds"):
        yield from judge_embeds(value["embeds"], "embeds")
    after = merged(value, before)
    if value.get("components"):
        yield from judge_components(value["components"], "components", new=is_new(after))
    yield from _whole(after)
    yield from _files(value, after, files)


def merged(value: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The message as it will be: what was not named stays; the flag of V2 stays for ever."""
    after = dict(before or {}) | {key: one for key, one in value.items() if key in _SHARED}
    after["flags"] = (value.get("flags") or 0) | ((before or {}).get("flags") or 0)
    return after


def is_new(message: Mapping[str, Any]) -> bool:
    """Whether it is of Components V2."""
    return bool((message.get("flags") or 0) & NEW)


def _whole(after: Mapping[str, Any]) -> Faults:
    if is_new(after):
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if after.get(key):
                yield Fault(key, "stands beside Components V2")
        if not after.get("components"):
            yield Fault("components", "a message of Components V2 needs some")
    elif not any(
        after.get(key)
        for key in ("content", "embeds", "attachments", "components", "poll", "sticker_ids")
    ):
        yield Fault("", "an empty message")


def _files(value: Mapping[str, Any], after: Mapping[str, Any], files: Collection[str]) -> Faults:
    """What is pointed to was uploaded, and what a V2 message uploads is pointed to."""
    named = [one for one in after.get("attachments") or [] if isinstance(one, dict)]
    names = {one.get("filename") for one in named} | set(files)
    for again in repeated([one.get("filename") for one in named if one.get("filename")]):
        yield Fault("attachments", f"the name {again!r} occurs twice")
    pointed = set(pointed_to(after))
    for name in sorted(pointed - names):
        yield Fault("components", f"attachment://{name} was not uploaded")
    if is_new(after):
        for name in sorted(set(files) - pointed):
            yield Fault("attachments", f"{name} would not be shown: no component points to it")


def pointed_to(message: Mapping[str, Any]) -> list[str]:
    """The names of the files that components and embeds point to."""
    places = [
        place
        for part in every_part(message.get("components"))
        for place in (part.get("media"), part.get("file"), *(_media(part)))
    ]
    for embed in message.get("embeds") or []:
        places += [embed.get("image"), embed.get("thumbnail")]
    urls = [str(place.get("url", "")) for place in places if isinstance(place, dict)]
    return [url.removeprefix("attachment://") for url in urls if url.startswith("attachment://")]


def _media(part: Mapping[str, Any]) -> list[Any]:
    return [one.get("media") for one in part.get("items") or [] if isinstance(one, dict)]


def judge_deferral(value: object) -> Faults:
    """What goes with a deferred answer: the flag EPHEMERAL, and nothing else."""
    yield from record({}, {"flags": integer(0), "tts": boolean})(value, "data")
    flags = value.get("flags", 0) if isinstance(value, dict) else 0
    if isinstance(flags, int) and flags & ~EPHEMERAL:
        yield Fault(under("data", "flags"), "a deferred answer knows only EPHEMERAL")
