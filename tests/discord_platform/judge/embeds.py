"""Embeds: each field's length, ten a message, and 6,000 characters over all of them."""

from __future__ import annotations

from typing import Any

from tests.discord_platform.schema import (
    Fault,
    Faults,
    anything,
    boolean,
    integer,
    items,
    record,
    text,
)

LETTERS_IN_ALL = 6000
URL = text(1, 2048, r"(https?|attachment)://.+")
PICTURE = record({"url": URL}, {"height": integer(), "width": integer(), "proxy_url": anything})

AN_EMBED = record(
    {},
    {
        "type": text(4, 4, "rich"),
        "title": text(0, 256),
        "description": text(0, 4096),
        "url": text(1, 2048, r"https?://.+"),
        "timestamp": text(10, 40),
        "color": integer(0, 0xFFFFFF),
        "footer": record({"text": text(1, 2048)}, {"icon_url": URL}),
        "author": record({"name": text(1, 256)}, {"url": URL, "icon_url": URL}),
        "image": PICTURE,
        "thumbnail": PICTURE,
        "flags": integer(0, 0),
        "fields": items(
            record({"name": text(1, 256), "value": text(1, 1024)}, {"inline": boolean}), 0, 25
        ),
    },
)
EMBEDS = items(AN_EMBED, 0, 10)


def judge_embeds(value: object, path: str) -> Faults:
    """All that holds for the embeds of one message."""
    yield from EMBEDS(value, path)
    embeds = value if isinstance(value, list) else []
    letters = sum(_letters(one) for one in embeds if isinstance(one, dict))
    if letters > LETTERS_IN_ALL:
        yield Fault(path, f"{letters} characters over all embeds; {LETTERS_IN_ALL} are allowed")


def _letters(embed: dict[str, Any]) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        parts += [field.get("name"), field.get("value")]
    return sum(len(part) for part in parts if isinstance(part, str))
