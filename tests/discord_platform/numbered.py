"""Turns the components of a payload into those of a stored message: numbered, media resolved."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.discord_platform.judge.components import every_part


def numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each has an ``id``, as Discord gives to those that came without one."""
    stored = copy.deepcopy(components)
    taken = {part["id"] for part in every_part(stored) if part.get("id")}
    following = 1
    for part in every_part(stored):
        if not part.get("id"):
            while following in taken:
                following += 1
            part["id"] = following
            taken.add(following)
    return stored


def resolved(components: list[dict[str, Any]], urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """``attachment://name`` is where the file lies; ``urls`` is by name."""
    for part in every_part(components):
        media = [part.get("media"), part.get("file")]
        media += [one.get("media") for one in part.get("items") or []]
        for one in filter(None, media):
            name = one["url"].removeprefix("attachment://")
            one["url"] = one["proxy_url"] = urls.get(name, one["url"])
            one |= {"content_type": "application/octet-stream", "width": None, "height": None}
    return components
